using CsCheck;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>Pushes whose connection breaks, in either direction and after any number of bytes.</summary>
public sealed class PushCutTests
{
    private static readonly Gen<(TreeEdit[] Edits, bool CutsOutput, int CutAt)[]> Cuts =
        Gen.Select(TreeEdit.Any.Array[1, 12], Gen.Bool, Gen.OneOf(Gen.Int[0, 600], Gen.Int[0, 20_000], Gen.Int[0, 400_000])).Array[1, 4];

    [Fact]
    public void A_push_whose_connection_broke_is_made_up_for_by_the_next() => Cuts.Sample(steps => FollowCutsAsync(steps).Wait());

    private static async Task FollowCutsAsync((TreeEdit[] Edits, bool CutsOutput, int CutAt)[] steps)
    {
        using var scene = new PushScene(throughWire: true);
        foreach ((TreeEdit[] edits, bool cutsOutput, int cutAt) in steps)
        {
            scene.Apply(edits);
            SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
            scene.Cut = new ConnectionCut(cutsOutput, cutAt);
            RunSummary summary = await scene.PushAsync();
            Assert.True(summary.Exit is ExitCode.Done or ExitCode.NoConnection or ExitCode.SyncFailed, PushScene.Describe(summary));
            scene.AssertWholly(before, summary);
            scene.Cut = null;
            await scene.AssertMadeUpForAsync();
        }
    }
}
