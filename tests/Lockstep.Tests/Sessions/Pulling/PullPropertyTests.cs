using CsCheck;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions.Pulling;

/// <summary>Pulls from targets that somebody edits as they like: what they did comes, what was here is never lost.</summary>
public sealed class PullPropertyTests
{
    private static readonly Gen<(TreeEdit[] Here, TreeEdit[] There)[]> Steps =
        Gen.Select(TreeEdit.Any.Array[1, 8], TreeEdit.Any.Array[0, 5]).Array[1, 3];

    private static readonly Gen<(TreeEdit[] Pushed, TreeEdit[] Here, TreeEdit[] There)> BothSides =
        Gen.Select(TreeEdit.Any.Array[1, 8], TreeEdit.Any.Array[0, 4], TreeEdit.Any.Array[0, 4]);

    [Fact]
    public void After_drift_was_pulled_both_sides_are_the_same_and_a_push_changes_nothing() =>
        Steps.Sample(steps => FollowAsync(steps, throughWire: false).Wait());

    [Fact]
    public void After_drift_was_pulled_through_the_protocol_both_sides_are_the_same() =>
        Steps.Sample(steps => FollowAsync(steps, throughWire: true).Wait());

    /// <summary>What is pulled gets the size and time of what was pulled before, and another content.</summary>
    [Fact]
    public void Drift_that_looks_like_what_was_pulled_before_comes() => Steps.Sample(steps => FollowAsync(steps, throughWire: false).Wait(), seed: "chOYD5R6gXk1", iter: 1);

    [Fact]
    public void What_was_changed_here_is_kept_or_stops_the_pull() => BothSides.Sample(sides => PullOverAsync(sides, new PullOptions { Confirmed = true }).Wait());

    [Fact]
    public void What_a_forced_pull_replaces_is_in_the_projects_history() =>
        BothSides.Sample(sides => PullOverAsync(sides, new PullOptions { Confirmed = true, Force = true }).Wait());

    [Fact]
    public void A_forced_pull_of_everything_makes_the_project_the_target() => BothSides.Sample(sides => PullAllAsync(sides).Wait());

    private static async Task FollowAsync((TreeEdit[] Here, TreeEdit[] There)[] steps, bool throughWire)
    {
        using var scene = new PushScene(throughWire);
        int step = 0;
        foreach ((TreeEdit[] here, TreeEdit[] there) in steps)
        {
            scene.Apply(here);
            RunSummary pushed = await scene.PushAsync();
            if (pushed.Exit is ExitCode.Refused or ExitCode.Partial && (pushed.Drift + pushed.Problems > 0 || PushScene.IsHeld(pushed)) && step > 0)
            {
                // What the steps before left on the target, and nobody pushed, stands where the project has something now.
                return;
            }

            step++;
            Assert.True(pushed.Exit == ExitCode.Done, PushScene.Describe(pushed));
            Apply(there, scene);
            SortedDictionary<RelativePath, Entry> baseline = TreeText.Flatten(await scene.BaselineAsync());
            RunSummary pulled = await scene.PullAsync();
            if (await IsEmptiedAsync(scene, pulled))
            {
                return;
            }

            Assert.True(pulled.Exit == ExitCode.Done, PushScene.Describe(pulled));
            SortedDictionary<RelativePath, Entry> target = scene.TargetEntries;
            AssertManagedSame(baseline, target, scene.Project.Entries, ignoresDirectoryTimes: pulled.Run == 0, ignoresAgreedTimes: true);
            await AssertNothingToPushAsync(scene, target);
        }
    }

    private static async Task PullOverAsync((TreeEdit[] Pushed, TreeEdit[] Here, TreeEdit[] There) sides, PullOptions options)
    {
        using var scene = new PushScene();
        scene.Apply(sides.Pushed);
        RunSummary pushed = await scene.PushAsync();
        Assert.True(pushed.Exit == ExitCode.Done, PushScene.Describe(pushed));
        SortedDictionary<RelativePath, Entry> baseline = scene.TargetEntries;
        scene.Apply(sides.Here);
        Apply(sides.There, scene);
        SortedDictionary<RelativePath, Entry> before = scene.Project.Entries, there = scene.TargetEntries;
        RunSummary pulled = await scene.PullAsync(options);
        PushScene.AssertSame(there, scene.TargetEntries);
        if (await IsEmptiedAsync(scene, pulled))
        {
            return;
        }

        SortedDictionary<RelativePath, Entry> after = scene.Project.Entries;
        if (pulled.Exit == ExitCode.Refused)
        {
            Assert.False(options.Force, PushScene.Describe(pulled));
            PushScene.AssertSame(before, after);
            return;
        }

        HashSet<ContentHash> kept = [.. after.Values.Select(entry => entry.Content), .. PushScene.HistoryContents(scene.ProjectStatePath)];
        foreach ((RelativePath path, Entry mine) in before)
        {
            Assert.True(!mine.IsFile || mine.Size == 0 || kept.Contains(mine.Content), $"'{path}' is lost: {PushScene.Describe(pulled)}");
            bool isMineAlone = mine.IsFile && (!baseline.TryGetValue(path, out Entry agreed) || agreed.Content != mine.Content);
            Assert.True(options.Force || !isMineAlone || (after.TryGetValue(path, out Entry now) && now.Content == mine.Content), $"'{path}' was overwritten");
        }
    }

    private static async Task PullAllAsync((TreeEdit[] Pushed, TreeEdit[] Here, TreeEdit[] There) sides)
    {
        using var scene = new PushScene(throughWire: true);
        scene.Apply(sides.Pushed);
        await scene.PushAsync();
        scene.Apply(sides.Here);
        Apply(sides.There, scene);
        SortedDictionary<RelativePath, Entry> baseline = TreeText.Flatten(await scene.BaselineAsync());
        RunSummary pulled = await scene.PullAsync(new PullOptions { Paths = [RelativePath.Root], Force = true, Confirmed = true });
        if (pulled.Exit == ExitCode.Partial || pulled.KeptProtected > 0)
        {
            // A directory that holds what nobody pushed stays where the target has something else.
            return;
        }

        Assert.True(pulled.Exit == ExitCode.Done, PushScene.Describe(pulled));
        AssertManagedSame(scene.TargetEntries, scene.TargetEntries, scene.Project.Entries, ignoresDirectoryTimes: pulled.Run == 0);
        SortedDictionary<RelativePath, Entry> here = scene.Project.Entries;
        Assert.All(baseline.Keys.Where(path => !scene.TargetEntries.ContainsKey(path)), path => Assert.False(here.ContainsKey(path), $"'{path}' should have gone"));
    }

    private static void Apply(TreeEdit[] edits, PushScene scene)
    {
        foreach (TreeEdit edit in edits)
        {
            edit.ApplyTo(scene.OnTarget());
        }
    }

    /// <summary>Where nobody left anything of what was pushed, a pull without agreement stops.</summary>
    private static Task<bool> IsEmptiedAsync(PushScene scene, RunSummary pulled) =>
        Task.FromResult(pulled.Exit == ExitCode.Refused && scene.TargetEntries.Count == 0);

    private static void AssertManagedSame(
        SortedDictionary<RelativePath, Entry> managed, SortedDictionary<RelativePath, Entry> target, SortedDictionary<RelativePath, Entry> project, bool ignoresDirectoryTimes,
        bool ignoresAgreedTimes = false)
    {
        foreach (RelativePath path in managed.Keys.Where(path => !path.IsRoot))
        {
            Entry there = target.GetValueOrDefault(path), here = project.GetValueOrDefault(path);
            if (ignoresAgreedTimes && managed[path] == there)
            {
                // A time alone is no change: what both sides had alike before anybody pushed it may have another on each.
                here = here with { ModifiedNs = there.ModifiedNs };
            }

            if (ignoresDirectoryTimes && there.IsDirectory && here.IsDirectory)
            {
                here = here with { ModifiedNs = there.ModifiedNs };
            }

            if (IsMasked(there.Mode, here.Mode))
            {
                // As long as the mode is the target's own, a push leaves the time of the directory, too.
                here = here with { Mode = there.Mode, ModifiedNs = there.IsDirectory ? there.ModifiedNs : here.ModifiedNs };
            }

            Assert.True(there == here, $"'{path}' is {there} on the target and {here} in the project");
        }
    }

    private static async Task AssertNothingToPushAsync(PushScene scene, SortedDictionary<RelativePath, Entry> target)
    {
        RunSummary again = await scene.PushAsync();
        if (again.Exit == ExitCode.Refused)
        {
            Assert.True(again.Drift > 0 || again.Message!.Contains("empty", StringComparison.Ordinal), PushScene.Describe(again));
            Assert.Fail($"a push after a pull is refused: {PushScene.Describe(again)}");
        }

        SortedDictionary<RelativePath, Entry> here = scene.Project.Entries;
        HashSet<RelativePath> masked = [.. target.Where(pair => here.TryGetValue(pair.Key, out Entry entry) && IsMasked(pair.Value.Mode, entry.Mode)).Select(pair => pair.Key)];
        Assert.Equal((0, 0, 0), (again.Added, again.Deleted, again.Renamed));
        Assert.InRange(again.DriftKept + again.Updated, 0, masked.Count);
        PushScene.AssertSame(WithoutModes(target, masked), WithoutModes(scene.TargetEntries, masked));
    }

    private static SortedDictionary<RelativePath, Entry> WithoutModes(SortedDictionary<RelativePath, Entry> entries, HashSet<RelativePath> paths) =>
        new(entries.ToDictionary(pair => pair.Key, pair => paths.Contains(pair.Key) ? pair.Value with { Mode = 0 } : pair.Value));

    /// <summary>Whether the one mode lacks of the other's only what a pull leaves on the target: set-id and sticky bits, and what the umask (22 or stricter) forbids.</summary>
    private static bool IsMasked(ushort there, ushort here)
    {
        const ushort Owner = 0x1c0;
        return there != here && (here & ~there) == 0 && (there & ~here & Owner) == 0;
    }
}
