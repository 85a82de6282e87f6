using CsCheck;
using Lockstep.Files;
using Lockstep.Files.Hashing;
using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

public class HistoryTests
{
    [Fact]
    public void The_manifest_and_the_slots_of_a_run_are_enough_to_rebuild_what_was_before() =>
        TreeGen.Pair.Sample(
            pair =>
            {
                using var scene = new TargetScene();
                Snapshot before = PushTests.WithLinkTexts(pair.Before), after = PushTests.WithLinkTexts(pair.After);
                scene.Push(before);
                if (scene.Push(after).Run != 2)
                {
                    return;
                }

                using Target target = scene.Open();
                TargetScene.AssertSame(TreeText.Flatten(before), Rebuild(TreeText.Flatten(scene.Disk), target.History!, run: 2));
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Runs_are_listed_with_what_they_did()
    {
        using var scene = new TargetScene();
        scene.Push("a=1; b=2; d/c=33");
        scene.Push("a=2; e/c=33");
        using Target target = scene.Open();
        PastRun run = target.History!.ReadRuns().Last();
        Assert.Equal((2, "tester@here"), (run.Run, run.Owner));
        Assert.Equal((1, 1, 2, 1), (run.Counts.Added, run.Counts.Updated, run.Counts.Deleted, run.Counts.Renamed));
        Assert.Equal(2, run.KeptBytes);
        Assert.Equal(2, target.History.ReadRuns().Count);
    }

    [Fact]
    public void A_lost_index_is_made_anew_from_the_manifests()
    {
        using var scene = new TargetScene();
        for (int i = 0; i < 5; i++)
        {
            scene.Push($"a={i}");
        }

        List<PastRun> listed = Runs(scene);
        string index = Path.Combine(scene.StatePath, "history/index");
        byte[] whole = File.ReadAllBytes(index);
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(index, whole[..length]);
            Assert.Equal(listed, Runs(scene));
            Assert.Equal(listed, Runs(scene));
        }
    }

    [Fact]
    public void Old_runs_go_but_never_the_newest()
    {
        var clock = new StoppedClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var scene = new TargetScene();
        scene.Options = scene.Options with { Clock = clock };
        scene.Push("a=1");
        scene.Push("a=2");
        clock.Now = clock.Now.AddDays(13);
        scene.Push("a=3");
        Assert.Equal([1, 2, 3], Runs(scene).Select(run => run.Run));
        clock.Now = clock.Now.AddDays(2);
        scene.Push("a=4");
        Assert.Equal([3, 4], Runs(scene).Select(run => run.Run));
        clock.Now = clock.Now.AddDays(14);
        scene.Push("a=5");
        Assert.Equal([4, 5], Runs(scene).Select(run => run.Run));
        clock.Now = clock.Now.AddDays(1);
        scene.Push("a=6");
        Assert.Equal([5, 6], Runs(scene).Select(run => run.Run));
        Assert.Equal(["5", "6"], Directory.EnumerateDirectories(Path.Combine(scene.StatePath, "history")).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(36_500)]
    [InlineData(-36_500)]
    [InlineData(15)]
    public void A_clock_that_leaps_makes_no_run_old(int days)
    {
        var clock = new StoppedClock(new DateTimeOffset(2126, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var scene = new TargetScene();
        scene.Options = scene.Options with { Clock = clock };
        scene.Push("a=1");
        clock.Now = clock.Now.AddDays(1);
        scene.Push("a=2");
        clock.Now = clock.Now.AddDays(days);
        scene.Push("a=3");
        clock.Now = clock.Now.AddDays(-days);
        scene.Push("a=4");
        Assert.Equal([1, 2, 3, 4], Runs(scene).Select(run => run.Run));
        clock.Now = clock.Now.AddDays(14);
        scene.Push("a=5");
        Assert.Equal(days > 0 ? [3, 4, 5] : [4, 5], Runs(scene).Select(run => run.Run));
    }

    [Fact]
    public void With_no_days_only_the_newest_run_is_kept()
    {
        var clock = new StoppedClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var scene = new TargetScene { Retention = new Retention(0, 1 << 20) };
        scene.Options = scene.Options with { Clock = clock };
        scene.Push("a=1");
        clock.Now = clock.Now.AddSeconds(1);
        scene.Push("a=2");
        Assert.Equal([2], Runs(scene).Select(run => run.Run));
    }

    [Fact]
    public void Runs_go_when_they_take_more_room_than_they_may()
    {
        using var scene = new TargetScene { Retention = new Retention(14, 250) };
        for (int i = 0; i < 6; i++)
        {
            scene.Push($"a={new string((char)('a' + i), 100)}");
        }

        Assert.Equal([5, 6], Runs(scene).Select(run => run.Run));
        Assert.Equal(["5", "6"], Directory.EnumerateDirectories(Path.Combine(scene.StatePath, "history")).Select(Path.GetFileName).Order());
        scene.Push("");
        Assert.Equal([6, 7], Runs(scene).Select(run => run.Run));
    }

    [Fact]
    public void A_baseline_that_lost_its_last_runs_gets_them_back_from_the_history()
    {
        using var scene = new TargetScene();
        scene.Push("a=1; b=2");
        string baseline = Path.Combine(scene.StatePath, "baseline");
        byte[] old = File.ReadAllBytes(baseline);
        scene.Push("a=2; c=3");
        scene.Push("a=2; c/d=3");
        File.WriteAllBytes(baseline, old);
        using (Target target = scene.Open())
        {
            Assert.Equal(3, target.LastRun);
            Assert.Equal(scene.Project("a=2; c/d=3").Digest, target.Baseline.Digest);
            Assert.Contains("had lost", Assert.Single(target.Notes), StringComparison.Ordinal);
        }

        scene.Push("a=2; c/d=3");
        scene.AssertIs(scene.Project("a=2; c/d=3"));
    }

    private static List<PastRun> Runs(TargetScene scene)
    {
        using Target target = scene.Open();
        return [.. target.History!.ReadRuns()];
    }

    /// <summary>Undoes a run on paper: entries from the manifest, contents from the slots or from where they were renamed to.</summary>
    private static SortedDictionary<RelativePath, Entry> Rebuild(SortedDictionary<RelativePath, Entry> now, RunHistory history, long run)
    {
        RunRecord record = history.Read(run)!;
        Assert.Empty(record.Outcome!.Failed);
        using DirectoryHandle slots = history.OpenRun(run);
        using var hasher = new ContentHasher();
        var before = new SortedDictionary<RelativePath, Entry>(now);
        foreach (RunChange change in record.Changes)
        {
            before.Remove(change.Path);
        }

        for (int i = 0; i < record.Changes.Count; i++)
        {
            Change change = record.Changes[i].Change;
            if (record.Changes[i].KeepsBefore)
            {
                Assert.True(hasher.TryHash(slots, RunHistory.SlotName(i), out FileStatus status, out ContentHash content, out _));
                Assert.Equal(change.Before, status.ToEntry() with { Content = content });
            }

            if (change.Before.Exists)
            {
                before[change.Path] = change.Before;
            }

            if (change.Kind == ChangeKind.Rename)
            {
                Assert.Equal(now[change.Path].Content, record.Changes.Single(moved => moved.Path == change.Source).Change.Before.Content);
            }
        }

        return before;
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
