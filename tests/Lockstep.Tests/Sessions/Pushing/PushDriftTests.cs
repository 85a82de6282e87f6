using CsCheck;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>Pushes to targets that somebody edits too: what came from there is never lost, and all else becomes the project.</summary>
public sealed class PushDriftTests
{
    private static readonly Gen<(TreeEdit[] Here, TreeEdit[] There)[]> BothSides =
        Gen.Select(TreeEdit.Any.Array[0, 6], TreeEdit.Any.Array[0, 3]).Array[1, 4];

    [Fact]
    public void What_was_changed_on_the_target_is_never_overwritten_silently() =>
        BothSides.Sample(steps => FollowAsync(steps, PushScene.Agreed, AssertDriftIsSafe).Wait());

    [Fact]
    public void With_force_and_mirror_the_target_is_the_project_and_the_history_has_the_rest() =>
        BothSides.Sample(steps => FollowAsync(steps, PushScene.Agreed with { Force = true, Mirror = true }, AssertForced).Wait());

    [Fact]
    public void With_force_alone_what_no_push_put_there_stays() =>
        BothSides.Sample(steps => FollowAsync(steps, PushScene.Agreed with { Force = true }, AssertForcedBesidesForeign).Wait());

    private static async Task FollowAsync((TreeEdit[] Here, TreeEdit[] There)[] steps, PushOptions options, Action<PushScene, Sides, RunSummary> assert)
    {
        using var scene = new PushScene();
        SortedDictionary<RelativePath, Entry> pushed = [];
        foreach ((TreeEdit[] here, TreeEdit[] there) in steps)
        {
            scene.Apply(here);

            foreach (TreeEdit edit in there)
            {
                edit.ApplyTo(scene.OnTarget());
            }

            var sides = new Sides(scene.Project.Entries, Flatten(await scene.BaselineAsync()), scene.TargetEntries, pushed);
            RunSummary summary = await scene.PushAsync(options);
            assert(scene, sides, summary);
            if (summary.Exit is ExitCode.Done or ExitCode.Partial)
            {
                await scene.AssertBaselineKnownAsync(withDrift: true);
                pushed = sides.Project;
            }

            await AssertSettledAsync(scene, options, summary);
        }
    }

    /// <summary>Right after a push that was not refused another one changes nothing.</summary>
    private static async Task AssertSettledAsync(PushScene scene, PushOptions options, RunSummary summary)
    {
        SortedDictionary<RelativePath, Entry> before = scene.TargetEntries;
        RunSummary again = await scene.PushAsync(options);
        PushScene.AssertSame(before, scene.TargetEntries);
        Assert.True(summary.Exit == again.Exit, $"{PushScene.Describe(summary)}\nthen {PushScene.Describe(again)}");
        if (summary.Exit == ExitCode.Done)
        {
            Assert.True(again.Run == 0, PushScene.Describe(again));
        }
    }

    private static void AssertDriftIsSafe(PushScene scene, Sides sides, RunSummary summary)
    {
        SortedDictionary<RelativePath, Entry> after = scene.TargetEntries;
        if (summary.Exit == ExitCode.Refused)
        {
            PushScene.AssertSame(sides.Target, after);
            Assert.True(sides.HaveConflict || PushScene.IsHeld(summary), "refused without a conflict: " + PushScene.Describe(summary));
            return;
        }

        Assert.True(summary.Exit is ExitCode.Done or ExitCode.Partial, PushScene.Describe(summary));
        foreach (RelativePath path in sides.Paths)
        {
            Entry now = after.GetValueOrDefault(path);
            Entry there = sides.Target.GetValueOrDefault(path);
            Entry here = sides.Project.GetValueOrDefault(path);
            if (sides.IsDrifted(path))
            {
                // Permission bits that somebody changed do not keep a file from being deleted: nothing of its content is theirs.
                bool isTheirs = !SameContent(there, sides.Baseline.GetValueOrDefault(path));

                // A directory that was removed there is made again for what is new in it here.
                bool isMadeAgain = !there.Exists && here.IsDirectory && now.IsDirectory
                    && sides.Paths.Any(below => below.IsBelow(path) && !sides.Baseline.ContainsKey(below) && sides.Project.ContainsKey(below) && after.ContainsKey(below));
                bool isKept = !isTheirs || SameContent(now, there) || SameContent(there, here) || isMadeAgain;
                Assert.True(isKept, $"{path}: {there} became {now} while the project had {here}; {PushScene.Describe(summary)}");
            }
            else if (!sides.IsNearDrift(path))
            {
                // What both came to by themselves, now or before an earlier push, keeps its time there: a time that the
                // project has not set since is no change.
                bool isSameButTime = now == there && now with { ModifiedNs = here.ModifiedNs } == here;
                bool isAdopted = isSameButTime && (!SameContent(there, sides.Baseline.GetValueOrDefault(path)) || sides.Pushed.GetValueOrDefault(path) == here);
                Assert.True(
                    now == here || isAdopted || (sides.IsTouched(path) && now == there),
                    $"{path} is {now}, should be {here}, was {there}; {PushScene.Describe(summary)}");
            }
        }
    }

    private static void AssertForced(PushScene scene, Sides sides, RunSummary summary)
    {
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        scene.AssertInStep();
        AssertHistoryHas(scene, sides);
    }

    private static void AssertForcedBesidesForeign(PushScene scene, Sides sides, RunSummary summary)
    {
        SortedDictionary<RelativePath, Entry> after = scene.TargetEntries;
        if (PushScene.IsHeld(summary))
        {
            PushScene.AssertSame(sides.Target, after);
            return;
        }

        foreach (RelativePath path in sides.Paths)
        {
            Entry now = after.GetValueOrDefault(path);
            Entry here = sides.Project.GetValueOrDefault(path);
            bool isForeign = !sides.Baseline.ContainsKey(path) && !here.Exists;
            if (isForeign)
            {
                Assert.Equal(sides.Target.GetValueOrDefault(path), path.IsRoot ? default : Timeless(now, sides.Target.GetValueOrDefault(path)));
            }
            else if (!sides.HoldsForeign(path))
            {
                Assert.True(now == here, $"{path} is {now}, should be {here}; {PushScene.Describe(summary)}");
            }
        }

        AssertHistoryHas(scene, sides);
    }

    /// <summary>Every content that stood on the target is in the target or in the history.</summary>
    private static void AssertHistoryHas(PushScene scene, Sides sides)
    {
        HashSet<ContentHash> kept = [.. scene.TargetEntries.Values.Select(entry => entry.Content), .. scene.HistoryContents()];
        foreach ((RelativePath path, Entry entry) in sides.Target.Where(pair => pair.Value.IsFile))
        {
            Assert.True(kept.Contains(entry.Content), $"the content of {path} is lost");
        }
    }

    private static SortedDictionary<RelativePath, Entry> Flatten(Snapshot snapshot) => Tests.Tree.TreeText.Flatten(snapshot);

    /// <summary>Whether both have the same content. An empty file that nobody has hashed is as empty as one that somebody has.</summary>
    private static bool SameContent(Entry left, Entry right) =>
        left.Type == right.Type && (left.Content == right.Content || (left.IsFile && left.Size == 0 && right.Size == 0));

    /// <summary>A directory's time changes with what is put into it.</summary>
    private static Entry Timeless(Entry entry, Entry like) => entry.IsDirectory ? entry with { ModifiedNs = like.ModifiedNs } : entry;

    /// <summary>What stood where before a push.</summary>
    /// <param name="Project">The project.</param>
    /// <param name="Baseline">What was last put there.</param>
    /// <param name="Target">The target.</param>
    /// <param name="Pushed">The project as the last push that was not refused found it.</param>
    private sealed record Sides(
        SortedDictionary<RelativePath, Entry> Project,
        SortedDictionary<RelativePath, Entry> Baseline,
        SortedDictionary<RelativePath, Entry> Target,
        SortedDictionary<RelativePath, Entry> Pushed)
    {
        public IEnumerable<RelativePath> Paths => Project.Keys.Union(Baseline.Keys).Union(Target.Keys).Where(path => !path.IsRoot);

        /// <summary>Whether somebody there changed more than a time.</summary>
        public bool IsDrifted(RelativePath path)
        {
            (Entry there, Entry put) = (Target.GetValueOrDefault(path), Baseline.GetValueOrDefault(path));
            return !SameContent(there, put) || there.Mode != put.Mode;
        }

        public bool IsTouched(RelativePath path) => Target.GetValueOrDefault(path).ModifiedNs != Baseline.GetValueOrDefault(path).ModifiedNs;

        /// <summary>Whether drift above or below a path decides about it too.</summary>
        public bool IsNearDrift(RelativePath path) =>
            Paths.Any(other => (other.IsBelow(path) || path.IsBelow(other)) && IsDrifted(other));

        /// <summary>Whether somewhere both sides changed to something different.</summary>
        public bool HaveConflict => Paths.Any(path => IsDrifted(path) && IsChangedHere(path)) || Paths.Any(path => IsChangedHere(path) && IsNearDrift(path));

        /// <summary>Whether something that no push put there and the project does not have stands at or below a path.</summary>
        public bool HoldsForeign(RelativePath path) =>
            Target.Keys.Any(other => (other == path || other.IsBelow(path)) && !Baseline.ContainsKey(other) && !Project.ContainsKey(other));

        private bool IsChangedHere(RelativePath path)
        {
            (Entry here, Entry put) = (Project.GetValueOrDefault(path), Baseline.GetValueOrDefault(path));
            return !SameContent(here, put) || here.Mode != put.Mode;
        }
    }
}
