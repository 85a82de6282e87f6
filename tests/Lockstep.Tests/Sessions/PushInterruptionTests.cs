using CsCheck;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions;

/// <summary>Pushes that end before they are done, wherever they are when they are interrupted: the target is as it was or as it should be, and the next push makes up for it.</summary>
public sealed class PushInterruptionTests
{
    private static readonly Gen<(TreeEdit[] Edits, int CancelAt, TreeEdit[] Later)[]> Steps =
        Gen.Select(TreeEdit.Any.Array[1, 12], Gen.Int[0, 14], TreeEdit.Any.Array[0, 2]).Array[1, 4];

    [Fact]
    public void A_push_that_was_cancelled_is_made_up_for_by_the_next() => Steps.Sample(steps => FollowAsync(steps, throughWire: false).Wait());

    [Fact]
    public void A_push_through_the_protocol_that_was_cancelled_is_made_up_for_by_the_next() => Steps.Sample(steps => FollowAsync(steps, throughWire: true).Wait());

    private static async Task FollowAsync((TreeEdit[] Edits, int CancelAt, TreeEdit[] Later)[] steps, bool throughWire)
    {
        using var scene = new PushScene(throughWire);
        foreach ((TreeEdit[] edits, int cancelAt, TreeEdit[] later) in steps)
        {
            scene.Apply(edits);
            SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
            using var cancelling = new CancellationTokenSource();
            var observer = new RecordingObserver(call => CancelAt(call, cancelAt, cancelling));
            RunSummary summary = await scene.PushAsync(observer: observer, cancellation: cancelling.Token);
            Assert.True(summary.Exit is ExitCode.Done or ExitCode.Interrupted, PushScene.Describe(summary));
            scene.AssertWholly(before, summary);
            scene.Apply(later);
            await scene.AssertMadeUpForAsync();
        }
    }

    private static void CancelAt(int call, int cancelAt, CancellationTokenSource cancelling)
    {
        if (call == cancelAt)
        {
            cancelling.Cancel();
        }
    }
}
