using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Running;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What <c>undo</c> and <c>history</c> ask of the library.</summary>
public sealed class PastVerbsTests : CommandLineScene
{
    [Theory]
    [InlineData("undo box:", "box:", null, "")]
    [InlineData("undo", "prod", null, "")]
    [InlineData("undo prod", "prod", null, "")]
    [InlineData("undo src/a b", "prod", null, "src/a b")]
    [InlineData("undo prod src/a --run 7", "prod", 7L, "src/a")]
    [InlineData("undo ./prod", "prod", null, "prod")]
    public async Task An_undo_takes_a_target_first_and_then_paths(string arguments, string target, long? run, string paths)
    {
        await WriteSettingsAsync("[target.prod]\naddress = \"box:app\"\n");
        await RunAsync(arguments);
        Assert.Equal(target, Assert.Single(Calls).Target.Name);
        UndoRequest request = Assert.Single(Undone);
        Assert.Equal(run, request.Run);
        Assert.Equal(paths, string.Join(' ', request.Paths));
    }

    [Fact]
    public async Task A_local_undo_is_done_in_the_project_and_deploys_nothing()
    {
        await RunAsync("undo --local --dry-run --force src");
        (PushTarget target, PushOptions options) = Assert.Single(Calls);
        Assert.Equal((AddressKind.Local, Project.FullName), (target.Kind, System.Text.Encoding.UTF8.GetString(target.Root.Span)));
        Assert.Equal((true, true, null), (options.IsDryRun, options.Force, options.Deploy));
    }

    [Theory]
    [InlineData("undo box: --run 1 --to 10m", "--run and --to both say how far back")]
    [InlineData("undo box: --run x", "--run takes the number of a run, not 'x'")]
    [InlineData("undo box: --to yesterday", "--to takes a time such as")]
    [InlineData("undo --local box:", "--local undoes in the project and takes no target")]
    [InlineData("history box: other:", "history takes one target and the number of a run, not 'other:'")]
    [InlineData("history --local box:", "--local is about the project and takes no target")]
    public async Task A_question_about_the_past_that_makes_no_sense_is_refused(string arguments, string message)
    {
        Assert.Equal((int)ExitCode.Usage, await RunAsync(arguments));
        Assert.Contains(message, Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Calls);
    }

    [Theory]
    [InlineData("history", "prod", null)]
    [InlineData("history 12", "prod", 12L)]
    [InlineData("history box: 12", "box:", 12L)]
    [InlineData("history 404", "404", null)]
    [InlineData("history 404 12", "404", 12L)]
    public async Task History_takes_a_target_and_a_run(string arguments, string target, long? run)
    {
        await WriteSettingsAsync("default_target = \"prod\"\n[target.prod]\naddress = \"box:app\"\n[target.404]\naddress = \"box:other\"\n");
        await RunAsync(arguments);
        Assert.Equal((target, run), (Assert.Single(Calls).Target.Name, Assert.Single(Asked)));
    }

    [Fact]
    public async Task A_purge_takes_a_target_and_paths_and_needs_yes_where_nobody_can_answer()
    {
        Kept = new PurgeReport(2, 3, 300, 1, HadStaged: true, [RelativePath.Parse("there")], [RelativePath.Parse("copy")]);
        Assert.Equal((int)ExitCode.Refused, await RunAsync("history box: --purge secret d/key"));
        Assert.Equal([RelativePath.Parse("secret"), RelativePath.Parse("d/key")], Purged);
        Assert.Contains("box: keeps 3 contents (300 B) in the history of 2 runs, 1 entry of the baseline, what an interrupted run staged, all of it.", Fixture.Remarks, StringComparison.Ordinal);
        Assert.Contains("--yes removes it", Fixture.Remarks, StringComparison.Ordinal);

        Assert.Equal((int)ExitCode.Done, await RunAsync("history box: --yes --purge secret"));
        Assert.Contains("removed from box:: 3 contents", Fixture.Results, StringComparison.Ordinal);
        Assert.Contains("still on box:: there", Fixture.Results, StringComparison.Ordinal);
        Assert.Contains("at copy", Fixture.Results, StringComparison.Ordinal);
        Assert.Contains("still in the project: here", Fixture.Results, StringComparison.Ordinal);
        Assert.Contains("backups", Fixture.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purge_is_one_event_to_programs()
    {
        Kept = new PurgeReport(1, 1, 5, 0, HadStaged: false, [], [RelativePath.Parse("copy")]);
        Assert.Equal((int)ExitCode.Done, await RunAsync("history box: --json --yes --purge secret"));
        Assert.Contains("\"event\":\"purge\",\"target\":\"box:\",\"runs\":1,\"contents\":1,\"bytes\":5,\"forgotten\":0,\"staged\":false,\"project_contents\":0,\"standing\":[],\"copies\":[\"copy\"],\"in_project\":[\"here\"]", Fixture.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history box: --purge .", "--purge takes paths in the project, not the project itself")]
    [InlineData("history box: 12 --purge a", "--purge is about all runs and takes no number of one")]
    [InlineData("history box: --purge ../a", "is not in the project")]
    public async Task A_purge_that_makes_no_sense_is_refused(string arguments, string message)
    {
        Assert.Equal((int)ExitCode.Usage, await RunAsync(arguments));
        Assert.Contains(message, Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Purged);
    }
}
