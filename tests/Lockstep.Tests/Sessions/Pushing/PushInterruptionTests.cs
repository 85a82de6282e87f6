using CsCheck;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>Pushes that end before they are done, wherever they are when they are interrupted: the target is as it was or as it should be, and the next push makes up for it.</summary>
public sealed class PushInterruptionTests
{
    private static readonly Gen<(TreeEdit[] Edits, int CancelAt, TreeEdit[] Later)[]> Steps =
        Gen.Select(TreeEdit.Any.Array[1, 12], Gen.Int[0, 14], TreeEdit.Any.Array[0, 2]).Array[1, 4];

    [Fact]
    public void A_push_that_was_cancelled_is_made_up_for_by_the_next() => Steps.Sample(steps => FollowAsync(steps, throughWire: false).Wait());

    [Fact]
    public void A_push_through_the_protocol_that_was_cancelled_is_made_up_for_by_the_next() => Steps.Sample(steps => FollowAsync(steps, throughWire: true).Wait());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_staged_is_sent_anew_when_the_project_has_something_else_by_now(bool throughWire)
    {
        const int DeltaLength = 100_000;
        using var scene = new PushScene(throughWire);
        RelativePath path = RelativePath.Parse("a");
        scene.Project.Write(path, LiveTree.Content(DeltaLength, seed: 1));
        await scene.AssertMadeUpForAsync();
        scene.Project.Write(path, LiveTree.Content(DeltaLength, seed: 2));
        scene.Project.TryStat(path, out FileStatus staged);
        using var cancelling = new CancellationTokenSource();
        var observer = new RecordingObserver { OnPhase = phase => CancelAt((int)phase, (int)Phase.Commit, cancelling) };
        Assert.Equal(ExitCode.Interrupted, (await scene.PushAsync(observer: observer, cancellation: cancelling.Token)).Exit);

        scene.Project.Write(path, LiveTree.Content(DeltaLength, seed: 3));
        scene.Project.SetModified(path, staged.ModifiedNs);
        await scene.AssertMadeUpForAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_staged_is_dropped_when_the_project_is_as_the_target_again(bool throughWire)
    {
        using var scene = new PushScene(throughWire);
        RelativePath path = RelativePath.Parse("a");
        scene.Project.Write(path, LiveTree.Content(100, seed: 1));
        await scene.AssertMadeUpForAsync();
        scene.Project.TryStat(path, out FileStatus pushed);
        scene.Project.Write(path, LiveTree.Content(100, seed: 2));
        using var cancelling = new CancellationTokenSource();
        var observer = new RecordingObserver { OnPhase = phase => CancelAt((int)phase, (int)Phase.Commit, cancelling) };
        Assert.Equal(ExitCode.Interrupted, (await scene.PushAsync(observer: observer, cancellation: cancelling.Token)).Exit);

        scene.Project.Write(path, LiveTree.Content(100, seed: 1));
        scene.Project.SetModified(path, pushed.ModifiedNs);
        RunSummary nothing = await scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Done, 0L, 0), (nothing.Exit, nothing.Run, nothing.Updated));
        scene.AssertClean();
    }

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
