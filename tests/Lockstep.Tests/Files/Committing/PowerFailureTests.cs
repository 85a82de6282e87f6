using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>What a file system may leave when the machine dies: names without contents.</summary>
public class PowerFailureTests
{
    [Fact]
    public void A_staged_file_without_its_content_is_not_put_in_place()
    {
        using var scene = new TargetScene();
        scene.Push("a=1; c=3");
        Snapshot next = scene.Project("a=22; c=3; d/b=33");
        DieBefore(scene, next, FaultPoint.SettleTree);
        foreach (string staged in Directory.EnumerateFiles(Path.Combine(scene.StatePath, "stage"), "*", SearchOption.AllDirectories))
        {
            File.WriteAllText(staged, "");
        }

        using (Target target = scene.Open())
        {
            Assert.Equal(2, target.LastRun);
            Assert.Equal(scene.Project("a=1; c=3; d/").Digest, target.Baseline.Digest);
        }

        TargetScene.AssertSame(TreeText.Flatten(scene.Project("a=1; c=3; d/")), TreeText.Flatten(scene.Disk));
        scene.Push(next);
        scene.AssertIs(next);
    }

    [Fact]
    public void A_journal_without_its_content_is_a_run_that_never_began()
    {
        using var scene = new TargetScene();
        scene.Push("a=1; b=2");
        Snapshot next = scene.Project("a=2; b=3");
        DieBefore(scene, next, FaultPoint.BeginRun);
        string journal = Path.Combine(scene.StatePath, "journal");
        byte[] whole = File.ReadAllBytes(journal);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(journal, whole[..length]);
            using Target target = scene.Open();
            Assert.Equal(1, target.LastRun);
        }

        Assert.False(File.Exists(journal));
        scene.Push(next);
        scene.AssertIs(next);
    }

    private static void DieBefore(TargetScene scene, Snapshot project, FaultPoint point)
    {
        int died = FaultTests.RunUntil(0, die => scene.Push(project, faults: at =>
        {
            if (at == point)
            {
                die(at);
            }
        }));
        Assert.Equal(1, died);
    }
}
