using Lockstep.Files;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tests.Files.State;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>A push into what was there before.</summary>
public class AdoptionTests
{
    [Fact]
    public void A_root_that_exists_gets_the_projects_mode_and_keeps_times_that_nobody_agreed_on()
    {
        using var scene = new TargetScene();
        Directory.CreateDirectory(scene["d"]);
        File.WriteAllText(scene["theirs"], "theirs");
        Assert.Empty(scene.Push("a=1; d/b=2").Problems);
        SortedDictionary<RelativePath, Entry> disk = TreeText.Flatten(scene.Disk);
        Assert.True(disk.Remove(RelativePath.Parse("theirs")));
        SortedDictionary<RelativePath, Entry> project = TreeText.Flatten(scene.Project("a=1; d/b=2"));
        var directory = RelativePath.Parse("d");
        project[directory] = project[directory] with { ModifiedNs = disk[directory].ModifiedNs };
        TargetScene.AssertSame(project, disk);
    }

    [Fact]
    public void Directories_of_somebody_else_take_what_is_put_into_them()
    {
        using var scene = new TargetScene();
        Directory.CreateDirectory(scene["d"]);
        scene.GiveAway();
        ShareWithEverybody(scene.RootPath);
        ShareWithEverybody(scene["d"]);
        Snapshot project = scene.Project("d/ !755; d/a=1; d/e/b=2");
        OtherUser.Run(() =>
        {
            CommitReport first = scene.Push(project);
            Assert.Empty(first.Problems);
            Assert.Equal(project.Digest, first.Baseline);
            using Target target = scene.Open();
            Assert.Equal(project.Digest, target.Baseline.Digest);
        });
        Assert.Equal("1", File.ReadAllText(scene["d/a"]));
        Assert.Equal("2", File.ReadAllText(scene["d/e/b"]));
    }

    private static void ShareWithEverybody(string path)
    {
        Assert.SkipUnless(Lockstep.Native.EffectiveUser.Id == 0, "only root can give a directory to somebody else");
        using Lockstep.Native.Disk.DirectoryHandle directory = Lockstep.Native.Disk.DirectoryHandle.Open(System.Text.Encoding.UTF8.GetBytes(path));
        directory.SetOwnMode(0x1ff);
        using var chown = System.Diagnostics.Process.Start("chown", ["0:0", path]);
        chown.WaitForExit();
    }
}
