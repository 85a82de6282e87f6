using Lockstep.Sessions;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>Commands on several targets: in which order, what the others get when one fails, and that all share the project.</summary>
public sealed class TargetRunsTests : CommandLineScene
{
    [Theory]
    [InlineData("push a: b: c: --strategy rolling", "", 6, "a: b:")]
    [InlineData("push a: b: c:", "strategy = 'rolling'", 6, "a: b:")]
    [InlineData("deploy a: b: c:", "strategy = 'rolling'", 6, "a: b:")]
    [InlineData("push a: b: c: --strategy parallel --jobs 1", "strategy = 'rolling'", 6, "a: b: c:")]
    [InlineData("push c: a: --strategy rolling", "", 0, "c: a:")]
    public async Task A_rolling_push_begins_no_target_after_one_that_failed(string arguments, string deploy, int exit, string begun)
    {
        await WriteSettingsAsync($"[deploy]\n{deploy}\n");
        Outcome = target => new RunSummary { Target = target.Name, Exit = target.Name == "b:" ? ExitCode.DeployFailed : ExitCode.Done };

        Assert.Equal(exit, await RunAsync(arguments));
        Assert.Equal(begun, string.Join(' ', Calls.Select(call => call.Target.Name)));
    }

    [Fact]
    public async Task A_target_that_was_not_begun_has_a_summary_too()
    {
        Outcome = target => new RunSummary { Target = target.Name, Exit = ExitCode.NoConnection, Message = "no route to host" };

        Assert.Equal(3, await RunAsync("push a: b: --strategy rolling --json"));
        Assert.Equal(2, Fixture.ResultLines.Length);
        Assert.Contains("\"target\":\"b:\",\"run\":0,\"exit\":5", Fixture.ResultLines[1], StringComparison.Ordinal);
        Assert.Contains("not started because a failed", Fixture.ResultLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("push a: b: c:", 3)]
    [InlineData("push all", 2)]
    [InlineData("status all", 2)]
    [InlineData("diff all", 2)]
    public async Task All_targets_of_a_command_share_the_project(string arguments, int targets)
    {
        await WriteSettingsAsync("[target.prod]\naddress='p:'\n[target.gpu]\naddress='g:'\n[group]\nall=['prod','gpu']");

        Assert.Equal(0, await RunAsync(arguments));
        Assert.Equal(targets, SharedAmong);
    }
}
