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
