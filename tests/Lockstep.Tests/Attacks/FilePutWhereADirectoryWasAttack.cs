using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22d: what somebody puts at a path while a run is half done there is not overwritten: it stays in place or is in the history.</summary>
public sealed class FilePutWhereADirectoryWasAttack
{
    private const string Own = "333";

    [Theory]
    [InlineData("a/b=1; a/c=2", "a=1")]
    [InlineData("a/b=1; a/c=2", "a -> z")]
    [InlineData("a/b=1; a/c/d=2; x=33", "a=33")]
    [InlineData("a=1; b=22", "a=22; b=1")]
    [InlineData("a=1; b=22", "a=2; c=1")]
    [InlineData("a=1", "a=2")]
    [InlineData("a=1; b=2", "b=2")]
    [InlineData("a=1", "a/b=1; a/c=2")]
    [InlineData("b=1", "a=2; b=1")]
    public void Killed_at_every_step_the_recovery_does_not_lose_what_was_put_there_meanwhile(string before, string after) =>
        AtEveryPoint(before, after, (scene, next, point) =>
        {
            int passed = FaultTests.RunUntil(point, faults => scene.Push(next, faults: faults));
            bool isIntruder = Intrude(scene);
            scene.Open().Dispose();
            AssertKept(scene, isIntruder, point);
            return passed > 0;
        });

    [Theory]
    [InlineData("a/b=1; a/c=2", "a=1")]
    [InlineData("a/b=1; a/c=2", "a -> z")]
    [InlineData("a/b=1; a/c/d=2; x=33", "a=33")]
    public void While_a_directory_is_emptied_for_a_file_what_is_put_in_its_place_stays_and_is_told(string before, string after) =>
        AtEveryPoint(before, after, (scene, next, point) =>
        {
            int passed = 0;
            bool isIntruder = false, isCommitting = false, isInstalled = false, isInTheWay = false;
            CommitReport report = scene.Push(next, faults: at =>
            {
                isCommitting |= at == FaultPoint.BeginRun;
                if (isCommitting && passed++ == point)
                {
                    isIntruder = Intrude(scene);
                    isInTheWay = isIntruder && !isInstalled;
                }

                isInstalled |= at == FaultPoint.Install;
            });
            AssertKept(scene, isIntruder, point);
            Assert.Equal(isInTheWay, report.Problems.Any(problem => problem.Path == RelativePath.Parse("a")));
            return passed > point;
        });

    /// <summary>Does something in a new scene for each number, until it says that there are no more.</summary>
    private static void AtEveryPoint(string before, string after, Func<TargetScene, Snapshot, int, bool> attack)
    {
        int point = 0;
        bool isAny = true;
        for (; isAny; point++)
        {
            using var scene = new TargetScene();
            scene.Push(before);
            isAny = attack(scene, scene.Project(after), point);
        }

        Assert.True(point > 5, $"only {point} points were passed");
    }

    /// <summary>As somebody on the server does it: <c>rm -r a; echo own > a</c>. Not before the run has begun: then it would be drift.</summary>
    private static bool Intrude(TargetScene scene)
    {
        if (!File.Exists(Path.Combine(scene.StatePath, "journal")))
        {
            return false;
        }

        string path = scene["a"];
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        File.Delete(path);
        File.WriteAllText(path, Own);
        return true;
    }

    private static void AssertKept(TargetScene scene, bool isIntruder, int point)
    {
        ContentHash own = ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(Own));
        bool isKept = TreeText.Flatten(scene.Disk).Values.Any(entry => entry.Content == own) || FaultTests.ContentsKept(scene).Contains(own);
        Assert.True(!isIntruder || isKept, $"what was put there at point {point} is in neither tree nor history");
    }
}
