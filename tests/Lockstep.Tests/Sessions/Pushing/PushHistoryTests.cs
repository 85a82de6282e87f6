using CsCheck;
using Lockstep.Sessions;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>Whole pushes of projects that go on changing, to targets that nobody else touches.</summary>
public sealed class PushHistoryTests
{
    [Fact]
    public void After_every_push_the_target_is_the_project() => TreeEdit.History.Sample(history => FollowAsync(history, throughWire: false).Wait());

    [Fact]
    public void After_every_push_through_the_protocol_the_target_is_the_project() =>
        TreeEdit.History.Sample(history => FollowAsync(history, throughWire: true).Wait());

    private static async Task FollowAsync(TreeEdit[][] history, bool throughWire)
    {
        using var scene = new PushScene(throughWire);
        int before = 0;
        foreach (TreeEdit[] edits in history)
        {
            scene.Apply(edits);

            RunSummary summary = await scene.PushAsync();
            int after = scene.Project.Paths().Count;
            Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
            scene.AssertInStep();
            scene.AssertClean();
            await scene.AssertBaselineKnownAsync();
            Assert.Equal(before, summary.Unchanged + summary.Updated + summary.Renamed + summary.Deleted);
            Assert.Equal(after, summary.Unchanged + summary.Updated + summary.Renamed + summary.Added);
            await AssertNothingLeftAsync(scene, after);
            before = after;
        }
    }

    private static async Task AssertNothingLeftAsync(PushScene scene, int count)
    {
        RunSummary again = await scene.PushAsync();
        Assert.True(again.Exit == ExitCode.Done, PushScene.Describe(again));
        Assert.Equal((0, 0, 0, 0, 0, count, 0), (again.Run, again.Added, again.Updated, again.Deleted, again.Renamed, again.Unchanged, again.BytesContent));
        scene.AssertInStep();
    }
}
