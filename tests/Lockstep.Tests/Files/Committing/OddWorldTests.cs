using System.Text;
using Lockstep.Files;
using Lockstep.Files.Staging;
using Lockstep.Native;
using Lockstep.Plan;
using Lockstep.Tests.Files.State;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>
/// File systems and permissions that are not what one hopes for. Some can be set up by root alone, and where even root may not mount or
/// lock a file those tests say so and are skipped.
/// </summary>
public class OddWorldTests
{
    [Theory]
    [InlineData("d/ !555; d/a=1; d/b=2", "d/ !555; d/a=2; d/c=3")]
    [InlineData("d/ !555; d/e/ !555; d/e/a=1", "x=1")]
    [InlineData("d/ !555; d/e/ !500; d/e/a=1", "n/e/a=1")]
    [InlineData("a=1", "d/ !555; d/e/ !555; d/e/a=1")]
    [InlineData("d/ !555; d/a=1", "d=1")]
    [InlineData("d=1", "d/ !555; d/a=1")]
    [InlineData("d/ !755; d/a=1", "d/ !555; d/a=1 !400")]
    public void Read_only_directories_are_no_obstacle_to_their_owner(string before, string after)
    {
        using var scene = new TargetScene();
        scene.GiveAway();
        Snapshot old = scene.Project(before), next = scene.Project(after);
        OtherUser.Run(() =>
        {
            Assert.Empty(scene.Push(old).Problems);
            Assert.Empty(scene.Push(next).Problems);
        });
        scene.AssertIs(next);
    }

    [Fact]
    public void Death_leaves_no_read_only_directory_open()
    {
        for (int point = 0, died = 1; died > 0; point++)
        {
            using var scene = new TargetScene();
            scene.GiveAway();
            Snapshot old = scene.Project("d/ !555; d/e/ !555; d/e/a=1; d/b=2"), next = scene.Project("d/ !555; d/b=3; f/ !555; f/a=1");
            OtherUser.Run(() =>
            {
                scene.Push(old);
                died = FaultTests.RunUntil(point, faults => scene.Push(next, faults: faults));
                scene.Push(next);
            });
            scene.AssertIs(next);
        }
    }

    [Fact]
    public void Files_of_others_in_a_directory_of_ours_are_replaced_without_hard_links()
    {
        for (int point = 0, died = 1; died > 0; point++)
        {
            using var scene = new TargetScene();
            scene.GiveAway();
            Snapshot old = scene.Project("a=1 !600; b=2 !600; c=3 !600"), next = scene.Project("a=33; b/x=4; d=3 !600");
            OtherUser.Run(() => scene.Push(old));
            foreach (string path in (string[])["a", "b", "c"])
            {
                BelongToRoot(scene[path]);
            }

            OtherUser.Run(() => died = FaultTests.RunUntil(point, faults => scene.PushBlindly(next, faults)));
            OtherUser.Run(() =>
            {
                using (Target target = scene.Open())
                {
                    Assert.True(target.LastRun <= 2);
                }

                Assert.Empty(scene.PushBlindly(next, faults: null).Problems);
            });
            scene.AssertIs(next);
            string[] kept = [.. Directory.EnumerateFiles(Path.Combine(scene.StatePath, "history"), "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).Length == 1).Select(File.ReadAllText).Order()];
            Assert.Equal(["1", "2", "3"], kept);
        }
    }

    [Fact]
    public void An_immutable_file_is_a_problem_and_all_else_is_done()
    {
        using var scene = new TargetScene(onDisk: true);
        scene.Push("a=1; b=2; c=3; d/e=4");
        using var lockedA = new Immutable(scene["a"]);
        using var lockedB = new Immutable(scene["b"]);
        CommitReport report = scene.Push("a=2; c=4; d/e=4 !600");
        Assert.Equal(["a", "b"], report.Problems.Select(problem => problem.Path.ToString()).Order());
        Assert.All(report.Problems, problem => Assert.Contains("not permitted", problem.Cause, StringComparison.Ordinal));
        Assert.Equal("1", File.ReadAllText(scene["a"]));
        Assert.Equal("2", File.ReadAllText(scene["b"]));
        Assert.Equal("4", File.ReadAllText(scene["c"]));
        scene.AssertClean();
        lockedA.Dispose();
        lockedB.Dispose();
        Assert.Empty(scene.Push("a=2; c=4; d/e=4 !600").Problems);
        scene.AssertIs(scene.Project("a=2; c=4; d/e=4 !600"));
    }

    [Fact]
    public void What_is_below_a_mount_point_is_a_problem()
    {
        using var scene = new TargetScene();
        scene.Push("m/a=1; b=2");
        using var mount = Mount.Memory(scene["m"], "size=64k");
        CommitReport report = scene.Push(scene.Project("m/a=2; b=3"), new PlanOptions { Force = true, Confirmed = true });
        Assert.Contains("another file system", Assert.Single(report.Problems, problem => problem.Path == RelativePath.Parse("m/a")).Cause, StringComparison.Ordinal);
        Assert.Equal("3", File.ReadAllText(scene["b"]));
        scene.AssertClean();
    }

    [Fact]
    public void A_full_disk_ends_the_run_with_what_was_missing_and_leaves_nothing()
    {
        using var place = new TemporaryDirectory();
        using var mount = Mount.Memory(place.WithDirectory("sites")["sites"], "size=256k");
        var options = new TargetOptions { LoginDirectory = Encoding.UTF8.GetBytes(place["login"]) };
        byte[] content = new byte[200_000];
        Random.Shared.NextBytes(content);
        Entry big = TreeText.File("big") with { Size = content.Length, Content = ContentHash.Of(content) };
        using (Target target = Target.Open(Encoding.UTF8.GetBytes(place["sites/app"]), "tester@here", isPreview: false, options))
        {
            Change[] changes =
            [
                new Change(ChangeKind.Add, RelativePath.Root, Entry.Absent, TreeText.Directory),
                new Change(ChangeKind.Add, RelativePath.Parse("a"), Entry.Absent, big, Transfer.Whole),
                new Change(ChangeKind.Add, RelativePath.Parse("b"), Entry.Absent, big, Transfer.Whole),
            ];
            Stage stage = target.Begin(new TargetRun(changes, [], [], (_, _) => false, "tester@here", Retention.Default));
            using StageWriter writer = stage.OpenWriter();
            writer.WriteWhole(1, big, content);
            SyncException caught = Assert.Throws<SyncException>(() => writer.WriteWhole(2, big, content));
            Assert.Equal(ExitCode.SyncFailed, caught.ExitCode);
            Assert.Contains("no space left: 200 kB were still to be written and ", caught.Message, StringComparison.Ordinal);
            Assert.Contains("Nothing in its root has changed", caught.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(place["sites/app"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(place["sites/.lockstep/app/stage"]));
    }

    [Fact]
    public void A_killed_process_holds_no_lock_and_its_run_is_finished()
    {
        for (int point = 4; point < 40; point += 5)
        {
            using var scene = new TargetScene();
            Snapshot old = scene.Project(DyingProcess.Before), next = scene.Project(DyingProcess.After);
            scene.Push(old);
            DyingProcess.Run(scene.Place, point);
            using (Target target = scene.Open())
            {
                Snapshot expected = target.LastRun == 2 ? next : old;
                TargetScene.AssertSame(TreeText.Flatten(expected), TreeText.Flatten(scene.Disk));
                Assert.Equal(expected.Digest, target.Baseline.Digest);
            }

            scene.Push(next);
            scene.AssertIs(next);
        }
    }

    private static void BelongToRoot(string path)
    {
        Assert.SkipUnless(EffectiveUser.Id == 0, "only root can give a file to root");
        Mount.Tool("chown", "0:0", path);
    }

    private sealed class Immutable : IDisposable
    {
        private readonly string _path;
        private bool _isSet = true;

        public Immutable(string path)
        {
            _path = path;
            Mount.Tool("chattr", "+i", path);
        }

        public void Dispose()
        {
            if (_isSet)
            {
                _isSet = false;
                Mount.Tool("chattr", "-i", _path);
            }
        }
    }
}
