using CsCheck;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>The process dies at every single fault point of an undo: the next contact completes it, or it never happened, and no history is lost.</summary>
public class UndoFaultTests
{
    [Theory]
    [InlineData("a=1; b=2", "a=2; b=2; c=3")]
    [InlineData("d/a=1; d/b=2; d/e/c=3", "d/b=2")]
    [InlineData("a=1; b/x=2; c -> a", "a/y=3; b=4; c=5")]
    [InlineData("a/b=1; a/c=2; a/d=3", "a=4; z/b=1; z/e/c=2")]
    [InlineData("a=1; d/ !755", "a=1 !600 @9; d/ !700")]
    [InlineData("a=1; l -> x; m=33", "n=33; l -> y")]
    public void After_death_at_any_point_the_undo_is_whole_or_never_happened(string before, string after)
    {
        int point = 0;
        while (DiesAt(before, after, point))
        {
            point++;
        }

        Assert.True(point >= 9, $"only {point} fault points were passed");
    }

    [Fact]
    public void After_death_at_a_random_point_of_a_random_undo_and_of_its_recovery_nothing_is_torn() =>
        Gen.Select(TreeGen.Pair, Gen.Int[0, 50], Gen.Int[0, 40]).Sample(
            (pair, point, recoveryPoint) =>
            {
                using var scene = new TargetScene();
                Snapshot before = PushTests.WithLinkTexts(pair.Before), after = PushTests.WithLinkTexts(pair.After);
                scene.Push(before);
                if (scene.Push(after).Run == 2)
                {
                    DieAt(scene, before, after, point, recoveryPoint);
                }
            },
            iter: 300,
            threads: 1);

    private static bool DiesAt(string before, string after, int point)
    {
        using var scene = new TargetScene();
        Snapshot old = scene.Project(before), next = scene.Project(after);
        scene.Push(old);
        scene.Push(next);
        return DieAt(scene, old, next, point, recoveryPoint: int.MaxValue);
    }

    private static bool DieAt(TargetScene scene, Snapshot before, Snapshot after, int point, int recoveryPoint)
    {
        bool died = FaultTests.RunUntil(point, faults => scene.Undo(faults)) > 0;
        FaultTests.RunUntil(recoveryPoint, faults => scene.Open(faults: faults).Dispose());
        foreach ((RelativePath path, Entry entry) in TreeText.Flatten(scene.Disk))
        {
            bool isWhole = !entry.HasContent || entry.Content == before.Find(path).Content || entry.Content == after.Find(path).Content;
            Assert.True(isWhole, $"'{path}' is neither the old nor the new one");
        }

        long last = LastRun(scene);
        TargetScene.AssertSame(TreeText.Flatten(last == 3 ? before : after), TreeText.Flatten(scene.Disk));
        if (last == 2)
        {
            Assert.Empty(scene.Undo().Problems);
        }

        scene.AssertIs(before);
        Assert.Empty(scene.Undo().Problems);
        scene.AssertIs(after);
        return died;
    }

    private static long LastRun(TargetScene scene)
    {
        using Target target = scene.Open();
        return target.LastRun;
    }
}
