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

    /// <summary>The rename of the journal may reach the disk before what was last written to it, and to the baseline.</summary>
    [Theory]
    [InlineData("a=1; b/x=2; c=3; m=33", "a=2; b/x=3; c=3; n=33")]
    [InlineData("a=1; b/x=2; c=3", "a/y=3; b=4; d/e/f=2")]
    [InlineData("a=1; b/x=2; d/e=3", "")]
    public void A_run_whose_last_records_were_lost_is_not_drift(string before, string after)
    {
        using var scene = new TargetScene();
        Snapshot next = scene.Project(after);
        scene.Push(before);
        long baseline = new FileInfo(Path.Combine(scene.StatePath, "baseline")).Length;
        scene.Push(next);
        Cut(Path.Combine(scene.StatePath, "baseline"), baseline);
        string manifest = Path.Combine(scene.StatePath, "history", "2", "manifest");
        Cut(manifest, new FileInfo(manifest).Length - 1);
        using (Target target = scene.Open())
        {
            Assert.Equal(2, target.LastRun);
            Assert.Equal(next.Digest, target.Baseline.Digest);
        }

        scene.AssertIs(next);
        Assert.Empty(scene.Push(scene.Project("a=33")).Drift);
    }

    [Fact]
    public void What_lies_behind_a_torn_record_does_not_come_back()
    {
        using var scene = new TargetScene();
        string baseline = Path.Combine(scene.StatePath, "baseline");
        scene.Push("a=1; b=1");
        long end = new FileInfo(baseline).Length;
        scene.Push("a=1; b=2");
        scene.Push("a=2; b=2");
        using (FileStream file = File.OpenWrite(baseline))
        {
            // The page with the second run's record was never written; the third run's was.
            file.Position = end + 20;
            file.WriteByte(0xee);
        }

        // Both are in their manifests still.
        using (Target target = scene.Open())
        {
            Assert.Equal(3, target.LastRun);
        }

        using (Target target = scene.Open())
        {
            Assert.Equal((3, scene.Project("a=2; b=2").Digest), (target.LastRun, target.Baseline.Digest));
        }
    }

    private static void Cut(string path, long length)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(length);
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
