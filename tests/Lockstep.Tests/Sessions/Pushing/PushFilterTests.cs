using CsCheck;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>Pushes whose rules change from one to the next: what is protected by now stays on the target, what is included by now is sent.</summary>
public sealed class PushFilterTests
{
    private static readonly string[] Patterns = ["a", "b", "c d"];

    private static readonly Gen<(TreeEdit[] Edits, int Excluded)[]> Steps =
        Gen.Select(TreeEdit.Any.Array[0, 6], Gen.Int[0, (1 << 3) - 1]).Array[1, 5];

    [Fact]
    public void What_is_protected_by_now_stays_and_what_is_included_by_now_is_sent() => Steps.Sample(steps => FollowAsync(steps).Wait());

    private static async Task FollowAsync((TreeEdit[] Edits, int Excluded)[] steps)
    {
        using var scene = new PushScene();
        foreach ((TreeEdit[] edits, int chosen) in steps)
        {
            scene.Apply(edits);

            string[] excluded = [.. Patterns.Where((_, index) => (chosen & (1 << index)) != 0)];
            PushOptions options = PushScene.Agreed with { Filter = PushScene.Agreed.Filter with { Exclude = excluded } };
            Snapshot baseline = await scene.BaselineAsync();
            SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
            RunSummary summary = await scene.PushAsync(options);
            if (summary.Exit == ExitCode.Refused)
            {
                AssertWasProtected(scene, before, baseline, summary);
                options = options with { Force = true };
                summary = await scene.PushAsync(options);
                if (PushScene.IsHeld(summary))
                {
                    PushScene.AssertSame(before, scene.TargetEntries);
                    return;
                }
            }

            Assert.True(summary.Exit is ExitCode.Done or ExitCode.Partial, PushScene.Describe(summary));
            AssertObeyed(scene, before, TreeText.Flatten(baseline), excluded, summary);
            await scene.AssertBaselineKnownAsync(withDrift: true);
            RunSummary again = await scene.PushAsync(options);
            Assert.True(again.Exit == summary.Exit && (summary.Exit == ExitCode.Partial || again.Run == 0), PushScene.Describe(again));
        }
    }

    /// <summary>What was protected for a while is nobody's: if it is other than the project's now, the push asks.</summary>
    private static void AssertWasProtected(PushScene scene, SortedDictionary<RelativePath, Entry> before, Snapshot baseline, RunSummary summary)
    {
        PushScene.AssertSame(before, scene.TargetEntries);
        bool isAsked = scene.Project.Entries.Any(pair => !baseline.Find(pair.Key).Exists && before.TryGetValue(pair.Key, out Entry there) && there != pair.Value);
        Assert.True(isAsked || PushScene.IsHeld(summary), PushScene.Describe(summary));
    }

    private static void AssertObeyed(
        PushScene scene, SortedDictionary<RelativePath, Entry> before, SortedDictionary<RelativePath, Entry> baseline, string[] excluded, RunSummary summary)
    {
        SortedDictionary<RelativePath, Entry> after = scene.TargetEntries;
        SortedDictionary<RelativePath, Entry> project = scene.Project.Entries;
        bool IsProtected(RelativePath path) => path.ToString().Split('/').Any(name => excluded.Contains(name));
        bool IsForeign(RelativePath path) => IsProtected(path) || (!baseline.ContainsKey(path) && !project.ContainsKey(path));
        foreach ((RelativePath path, Entry entry) in before)
        {
            if (IsForeign(path))
            {
                Entry now = after.GetValueOrDefault(path);
                Assert.True((entry.IsDirectory ? now with { ModifiedNs = entry.ModifiedNs } : now) == entry, $"{path} was {entry} and is {now}; {PushScene.Describe(summary)}");
            }
        }

        foreach (RelativePath path in project.Keys.Union(after.Keys).Where(path => !IsForeign(path)))
        {
            bool holdsForeign = before.Keys.Any(other => other.IsBelow(path) && IsForeign(other));
            (Entry now, Entry here) = (after.GetValueOrDefault(path), project.GetValueOrDefault(path));
            bool isHeld = holdsForeign && !here.IsDirectory && now.IsDirectory;

            // What was there before it was managed, and alike, keeps its time there.
            bool isAdopted = !baseline.ContainsKey(path) && before.ContainsKey(path) && now with { ModifiedNs = here.ModifiedNs } == here;
            Assert.True(isHeld || isAdopted || now == here, $"{path} is {now}, should be {here}; {PushScene.Describe(summary)}");
        }
    }
}
