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

/// <summary>What <c>run</c> asks of the library.</summary>
public sealed class RunVerbTests : CommandLineScene
{
    [Theory]
    [InlineData("run box: -- make -j4 --mirror", "make|-j4|--mirror")]
    [InlineData("run box: --force -- ls -- -l", "ls|--|-l")]
    [InlineData("run --shell true box:", "sh|-c|true")]
    [InlineData("run box: --shell cd&&ls", "sh|-c|cd&&ls")]
    public async Task A_command_reaches_the_target_in_its_words(string line, string words)
    {
        Outcome = target => new RunSummary { Target = target.Name, CommandExit = 42 };
        Assert.Equal(42, await RunAsync(line));

        CommandRun run = Assert.Single(Runs);
        Assert.Equal(("box:", "box"), (run.Target.Name, run.Target.Ssh?.Host));
        Assert.Equal(words, string.Join('|', run.Arguments.Select(word => System.Text.Encoding.UTF8.GetString(word.Span))));
    }

    [Fact]
    public async Task Stop_ends_what_a_watch_has_left_on_each_target_and_runs_nothing()
    {
        await WriteSettingsAsync("[target.a]\naddress = \"a:x\"\n[target.b]\naddress = \"b:x\"\n[group]\nboth = [\"a\", \"b\"]\n");
        Outcome = target => new RunSummary { Target = target.Name, Exit = target.Name == "b" ? ExitCode.NoConnection : ExitCode.Done };
        Assert.Equal(3, await RunAsync("run both --stop"));
        Assert.Equal(["a", "b"], Ended.Order());
        Assert.Empty(Runs);
    }

    [Fact]
    public async Task A_push_that_failed_keeps_its_own_code()
    {
        Outcome = target => new RunSummary { Target = target.Name, Exit = ExitCode.Refused, Message = "no" };
        Assert.Equal(5, await RunAsync("run box: -- true"));
        Assert.Equal("", Fixture.Results);
    }

    [Theory]
    [InlineData("run box:", "no command given; write: lockstep run box: -- CMD ARG...")]
    [InlineData("run box: --", "no command given")]
    [InlineData("run box: make", "no command given")]
    [InlineData("run box: other: -- make", "a command runs on one target, not on box:, other:")]
    [InlineData("run box: --stop -- make", "--stop runs nothing: leave the command out")]
    [InlineData("run box: --shell x -- make", "give one of them")]
    [InlineData("run ./target -L 80:a:80 -- make", "-L forwards through ssh, and ./target is a directory of this machine")]
    [InlineData("run box: -L 80 -- make", "-L 80 does not say what is forwarded where")]
    [InlineData("run box: -R a:b -- make", "-R a:b has the port 'b'")]
    [InlineData("run box: --deploy x -- make", "unknown option '--deploy'")]
    public async Task A_command_that_cannot_be_run_is_refused_before_anything_starts(string line, string words)
    {
        Assert.Equal(2, await RunAsync(line));
        Assert.Contains(words, Fixture.Remarks, StringComparison.Ordinal);
        Assert.Empty(Calls);
    }

    [Fact]
    public async Task Forwards_go_to_the_ssh_of_the_target()
    {
        await RunAsync("run box: -L 8000:localhost:80 -R 9000:localhost:90 -L 8001:localhost:81 -- make");
        Assert.Equal(
            ["-L 8000:localhost:80", "-L 8001:localhost:81", "-R 9000:localhost:90"],
            Assert.Single(Calls).Target.Ssh!.Forwards.Select(forward => $"{forward.Option} {forward.Spec}"));
    }
}
