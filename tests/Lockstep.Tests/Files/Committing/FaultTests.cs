using CsCheck;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>The process dies at every single fault point of a run, one after the other; each time the next contact has to put things right.</summary>
public class FaultTests
{
    private sealed class Death : Exception;

    [Theory]
    [InlineData("", "a=1; d/b=2; d/e/c=3; l -> a")]
    [InlineData("a=1; b=2", "a=2; b=2; c=3")]
    [InlineData("d/a=1; d/b=2; d/e/c=3", "d/b=2")]
    [InlineData("a=1; b/x=2; c -> a", "a/y=3; b=4; c=5")]
    [InlineData("a/b=1; a/c/d=2", "x=1; y/d=2")]
    [InlineData("a/b=1; a/c=2; a/d=3", "a=4; z/b=1; z/e/c=2")]
    [InlineData("a=1; d/ !755", "a=1 !600 @9; d/ !700")]
    public void After_death_at_any_point_the_next_contact_completes_the_run_or_it_never_happened(string before, string after)
    {
        using var probe = new TargetScene();
        Snapshot old = probe.Project(before), next = probe.Project(after);
        int points = DieEverywhere(old, next, probe.Contents);
        Assert.True(points >= 10, $"only {points} fault points were passed");
    }

    [Theory]
    [InlineData(Missing.HardLinks)]
    [InlineData(Missing.RenameFlags)]
    [InlineData(Missing.All)]
    public void Death_is_survived_as_well_on_older_kernels_and_poorer_file_systems(Missing missing) => OldKernel.Run(missing, () =>
    {
        using var probe = new TargetScene();
        DieEverywhere(probe.Project("a=1; b/x=2; c -> a; d/e=3; m=33; o=22"), probe.Project("a/y=3; b=4; c=5; d/e=1; n=33; d/ !700"), probe.Contents);
        DieEverywhere(probe.Project("a/b=1; a/c=2; a/d=3"), probe.Project("a=4; z/b=1; z/e/c=2"), probe.Contents);
    });

    [Fact]
    public void Every_fault_point_is_passed_by_some_run()
    {
        var passed = new HashSet<FaultPoint>();
        using var scene = new TargetScene();
        scene.Push("a=1; b/x=2; d/e=3; g/h=1; m=33; p=4");
        scene.Push(scene.Project("a/y=3; b=4; n=33; d/ !700; d/e=3 !600; p=5"), faults: point => passed.Add(point));
        FaultPoint[] others = [FaultPoint.Unlock, FaultPoint.Purge];
        Assert.Equal(Enum.GetValues<FaultPoint>().Except(others), passed.Order());
    }

    [Fact]
    public void After_death_at_a_random_point_of_a_random_run_and_of_its_recovery_nothing_is_torn() =>
        Gen.Select(TreeGen.Pair, Gen.Int[0, 60], Gen.Int[0, 40]).Sample(
            (pair, point, recoveryPoint) =>
            {
                using var scene = new TargetScene();
                Snapshot before = PushTests.WithLinkTexts(pair.Before), after = PushTests.WithLinkTexts(pair.After);
                scene.Push(before);
                DieAt(scene, before, after, point, recoveryPoint);
            },
            iter: 500,
            threads: 1);

    /// <summary>Runs the push once for every fault point it passes; gives their number.</summary>
    private static int DieEverywhere(Snapshot before, Snapshot after, ContentBook contents)
    {
        for (int point = 0; ; point++)
        {
            using var scene = new TargetScene { Contents = contents };
            scene.Push(before);
            if (!DieAt(scene, before, after, point))
            {
                return point;
            }
        }
    }

    /// <summary>Runs something that dies at the fault point of the given number; gives 0 when it passed fewer.</summary>
    internal static int RunUntil(int point, Action<FaultHook> run)
    {
        int passed = 0;
        try
        {
            run(_ =>
            {
                if (passed++ == point)
                {
                    throw new Death();
                }
            });
            return 0;
        }
        catch (Death)
        {
            // What is on the disk now is what a killed process leaves.
            return passed;
        }
    }

    /// <summary>Dies at the point of the given number, if the run has so many, and checks what the next contacts make of it.</summary>
    private static bool DieAt(TargetScene scene, Snapshot before, Snapshot after, int point, int recoveryPoint = int.MaxValue)
    {
        FaultPoint? died = null;
        RunUntil(point, faults => scene.Push(after, faults: at =>
        {
            died = at;
            faults(at);
            died = null;
        }));
        RunUntil(recoveryPoint, faults => scene.Open(faults: faults).Dispose());
        try
        {
            AssertNothingTorn(scene, before, after);
            AssertRecovers(scene, before, after);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"after death at {died} (point {point}): {e.Message}", e);
        }

        return died is not null;
    }

    private static void AssertNothingTorn(TargetScene scene, Snapshot before, Snapshot after)
    {
        foreach ((RelativePath path, Entry entry) in TreeText.Flatten(scene.Disk))
        {
            bool isWhole = !entry.HasContent || entry.Content == before.Find(path).Content || entry.Content == after.Find(path).Content;
            Assert.True(isWhole, $"'{path}' is neither the old nor the new one");
        }
    }

    private static void AssertRecovers(TargetScene scene, Snapshot before, Snapshot after)
    {
        using (Target target = scene.Open())
        {
            Snapshot expected = target.LastRun == 2 ? after : before;
            TargetScene.AssertSame(TreeText.Flatten(expected), TreeText.Flatten(scene.Disk));
            TargetScene.AssertSame(TreeText.Flatten(expected), TreeText.Flatten(target.Baseline));
            Assert.Equal(expected.Digest, target.Baseline.Digest);
        }

        CommitReport report = scene.Push(after);
        Assert.Empty(report.Problems);
        Assert.Empty(report.Drift);
        scene.AssertIs(after);
        AssertHistoryHasAll(scene, before, after);
    }

    /// <summary>Every content of the old tree is still in the root or in the history.</summary>
    private static void AssertHistoryHasAll(TargetScene scene, Snapshot before, Snapshot after)
    {
        HashSet<ContentHash> kept = [.. TreeText.Flatten(after).Values.Select(entry => entry.Content), .. ContentsKept(scene)];
        Assert.Empty(TreeText.Flatten(before).Values.Select(entry => entry.Content).Except(kept));
    }

    /// <summary>Every content in the history.</summary>
    internal static IEnumerable<ContentHash> ContentsKept(TargetScene scene) =>
        Directory.EnumerateDirectories(Path.Combine(scene.StatePath, "history")).SelectMany(run => TreeText.Flatten(DiskTree.Read(run)).Values).Select(entry => entry.Content);
}
