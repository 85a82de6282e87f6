using Lockstep.Files;
using Lockstep.Files.Staging;
using Lockstep.Plan;
using Lockstep.Tests.Wire;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>
/// A run that was announced as a commit passes for it only where all of it was put in place as it was announced.
/// </summary>
public sealed class CleanRunTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("c", "", false)]
    [InlineData("", "c", false)]
    public void A_run_is_clean_where_everything_arrived_as_it_was_announced(string skipped, string changed, bool isClean)
    {
        using var scene = new TargetScene();
        Snapshot next = scene.Project("a=1; c=3");
        using Target target = scene.Open();
        Stage stage = target.Begin(scene.Plan(target, next) with { Source = SampleMessages.Source() with { IsClean = true } });
        using (StageWriter writer = stage.OpenWriter())
        {
            for (int i = 0; i < stage.Changes.Count; i++)
            {
                Change change = stage.Changes[i];
                if (!change.After.IsFile)
                {
                    continue;
                }

                if (change.Path.ToString() == skipped)
                {
                    writer.Skip(i);
                    continue;
                }

                bool isSavedMeanwhile = change.Path.ToString() == changed;
                Entry entry = next.Find(change.Path);
                writer.WriteWhole(i, isSavedMeanwhile ? entry with { ModifiedNs = entry.ModifiedNs + 1 } : entry, scene.Contents[entry.Content]);
            }
        }

        target.Commit();
        Assert.Equal(isClean, target.FindLastRun()!.Source!.IsClean);
    }
}
