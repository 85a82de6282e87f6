using Lockstep.Files;
using Lockstep.Sessions;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22: what is said about a change of the last moment, and about a run that changed nothing.</summary>
public sealed class LastMomentTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_by_force_is_not_advised_to_use_force(bool isForced)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "ann's");
        ann.TargetFaults = point =>
        {
            if (point == FaultPoint.StageEntry)
            {
                scene.Target.Write("a", "the server's");
            }
        };

        RunSummary summary = await ann.PushAsync(SeveralCheckouts.Plain with { Force = isForced });

        Assert.Equal((ExitCode.Refused, "the server's"), (summary.Exit, scene.OnTarget("a")));
        Assert.Contains(
            isForced ? "Run again: --force overwrites only" : "Run again to see a new plan; --force overwrites",
            summary.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_changed_nothing_is_not_undone_by_another_one()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await ann.PushWellAsync(
            SeveralCheckouts.Plain with { Filter = SeveralCheckouts.Plain.Filter with { Exclude = ["b"] } });
        int runs = scene.Runs;

        RunSummary summary = await ann.UndoAsync();

        Assert.Equal((ExitCode.Done, 0L, runs), (summary.Exit, summary.Run, scene.Runs));
        Assert.Contains(
            $"run {runs} changed nothing on the target: there is nothing to undo; --run 1 takes back the last run that did",
            ann.Told.Notes);
    }
}
