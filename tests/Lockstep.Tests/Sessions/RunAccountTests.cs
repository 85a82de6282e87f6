using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Tests.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions;

public sealed class RunAccountTests
{
    public static TheoryData<Exception?, ExitCode, string> Ends => new()
    {
        { null, ExitCode.Done, "" },
        { new SyncException(ExitCode.NoConnection, "no such host"), ExitCode.NoConnection, "no such host" },
        { new ProtocolException("a count of 9, at most 8"), ExitCode.SyncFailed, "broke the protocol: a count of 9, at most 8" },
        { new OperationCanceledException(), ExitCode.Interrupted, "interrupted" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task What_ends_a_run_gives_its_exit_code_and_message(Exception? end, ExitCode exit, string message)
    {
        RunSummary summary = await ConcludeAsync(new RunAccount("app", new RecordingObserver()), end);

        Assert.Equal((exit, "app"), (summary.Exit, summary.Target));
        Assert.Contains(message, summary.Message ?? "");
    }

    [Theory]
    [InlineData(Phase.Connect, "interrupted before anything was staged.")]
    [InlineData(Phase.Compare, "interrupted before anything was staged.")]
    [InlineData(Phase.Transfer, "interrupted. What was staged completely is not sent again.")]
    [InlineData(Phase.Deploy, "interrupted. The deploy command was not completed.")]
    public async Task An_interruption_tells_what_is_left_of_the_phase_that_it_ended(Phase phase, string message)
    {
        var run = new RunAccount("app", new RecordingObserver());
        RunSummary summary = await run.ConcludeAsync(() =>
        {
            using (run.Clock.Start(phase))
            {
                throw new OperationCanceledException();
            }
        });

        Assert.Equal((ExitCode.Interrupted, message), (summary.Exit, summary.Message));
    }

    [Fact]
    public async Task A_bug_is_not_taken_for_a_failure() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ConcludeAsync(new RunAccount("app", new RecordingObserver()), new InvalidOperationException()));

    [Theory]
    [InlineData(0, false, ExitCode.Done)]
    [InlineData(3, false, ExitCode.DeployFailed)]
    [InlineData(0, true, ExitCode.DeployFailed)]
    public async Task A_deploy_that_failed_is_told_beside_its_own_exit_code(int code, bool timedOut, ExitCode exit)
    {
        var run = new RunAccount("app", new RecordingObserver());
        var act = new DeployAct(OutputSource.Deploy, DeployCommand.OfLine("x"), "x", TimeSpan.FromMinutes(1));
        run.Tally.AddDeploy(new DeployEnd().With(act, new CommandResult(code, timedOut)), "synced, but ");
        RunSummary summary = await ConcludeAsync(run, end: null);

        Assert.Equal((exit, code), (summary.Exit, summary.DeployExit));
    }

    [Theory]
    [InlineData(ExitCode.SyncFailed, 0)]
    [InlineData(ExitCode.NoConnection, 0)]
    [InlineData(ExitCode.Refused, 2)]
    public async Task What_was_only_planned_does_not_count_as_done_where_the_run_failed(ExitCode exit, int added)
    {
        var run = new RunAccount("app", new RecordingObserver());
        run.Tally.Add(new PlanScene(TreeText.Picture("a=1; b=2"), Snapshot.Absent).Plan());
        RunSummary summary = await ConcludeAsync(run, new SyncException(exit, "no"));

        Assert.Equal(added, summary.Added);
    }

    private static Task<RunSummary> ConcludeAsync(RunAccount run, Exception? end) =>
        run.ConcludeAsync(() => end is null ? Task.CompletedTask : Task.FromException(end));
}
