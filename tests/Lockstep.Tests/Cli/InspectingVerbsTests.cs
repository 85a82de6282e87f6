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

/// <summary>What <c>diff</c> and <c>status</c> ask of the library.</summary>
public sealed class InspectingVerbsTests : CommandLineScene
{
    [Fact]
    public async Task A_diff_is_a_dry_run_that_deploys_nothing()
    {
        await RunAsync("diff box:");

        PushOptions options = Assert.Single(Calls).Options;
        Assert.Equal((true, null), (options.IsDryRun, options.Deploy));
    }

    [Fact]
    public async Task A_diff_of_paths_compares_their_contents()
    {
        await RunAsync("diff box: src a.c");
        Assert.Equal([RelativePath.Parse("src"), RelativePath.Parse("a.c")], Compared);
    }

    [Theory]
    [InlineData("diff box: src --list")]
    [InlineData("diff box: src --json")]
    public async Task A_diff_as_a_list_reads_no_contents(string arguments)
    {
        await RunAsync(arguments);
        Assert.Empty(Compared);
        Assert.Single(Calls);
    }

    [Fact]
    public async Task A_status_is_a_dry_run_and_shows_a_table()
    {
        await RunAsync("status box:");
        Assert.True(Assert.Single(Calls).Options.IsDryRun);
        Assert.StartsWith($"box\n  place       ~/projects/{Project.Name} on box\n  not pushed  nothing\n", Fixture.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff box:", 0)]
    [InlineData("diff box: --exit-code", 1)]
    [InlineData("diff box: other --exit-code", 0)]
    [InlineData("diff box: src --exit-code --json", 1)]
    [InlineData("status box:", 0)]
    [InlineData("status box: --exit-code", 1)]
    public async Task A_look_leaves_with_1_for_a_difference_where_that_is_asked_for(string arguments, int exit)
    {
        Change added = new(ChangeKind.Add, RelativePath.Parse("src/a"), Entry.Absent, Entry.Absent);
        Tells = [new SessionEvent.Planned(new RunPreview([added], Unchanged: 0, ContentBytes: 0, Refusal: null))];
        Assert.Equal(exit, await RunAsync(arguments));
        if (arguments.EndsWith("--json", StringComparison.Ordinal))
        {
            Assert.Equal(exit, System.Text.Json.JsonElement.Parse(Fixture.ResultLines[^1]).GetProperty("exit").GetInt32());
        }
    }

    [Fact]
    public async Task Drift_is_a_difference_of_a_status_and_none_of_a_diff()
    {
        Tells = [new SessionEvent.DriftFound(new Difference(RelativePath.Parse("a"), Entry.Absent, IsManaged: true))];
        Assert.Equal(0, await RunAsync("diff box: --exit-code"));
        Assert.Equal(1, await RunAsync("status box: --exit-code"));
    }

    [Fact]
    public async Task A_status_lists_what_is_not_sent_first()
    {
        await File.WriteAllTextAsync(Path.Join(Project.FullName, "x.log"), "", TestContext.Current.CancellationToken);
        await RunAsync("status box: --ignored");
        Assert.Equal(("x.log: not sent: no rule is against it", "box"), (Fixture.ResultLines[0], Fixture.ResultLines[1]));
    }

    [Theory]
    [InlineData("push box: --connect-timeout 10s", 10)]
    [InlineData("status box:", null)]
    public async Task The_time_for_connecting_reaches_ssh(string arguments, int? seconds)
    {
        await RunAsync(arguments);
        Assert.Equal(seconds, Assert.Single(Calls).Target.Ssh!.ConnectTimeout?.TotalSeconds);
    }

    [Fact]
    public async Task A_status_is_one_object_for_programs()
    {
        await RunAsync("status box: --json");
        Assert.StartsWith("{\"v\":1,\"event\":\"status\",\"target\":\"box:\",\"place\":\"~/projects/", Fixture.ResultLines[0], StringComparison.Ordinal);
        Assert.Contains("\"event\":\"summary\"", Fixture.ResultLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff", "prod")]
    [InlineData("diff prod", "prod")]
    [InlineData("diff gpu src/a.c", "gpu")]
    [InlineData("diff src/a.c", "prod")]
    [InlineData("diff box:", "box:")]
    [InlineData("diff /elsewhere", "/elsewhere")]
    public async Task A_diff_tells_a_target_from_a_path(string arguments, string target)
    {
        await WriteSettingsAsync("default_target='prod'\n[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'");

        Assert.Equal(0, await RunAsync(arguments));
        Assert.Equal(target, Assert.Single(Calls).Target.Name);
    }
}
