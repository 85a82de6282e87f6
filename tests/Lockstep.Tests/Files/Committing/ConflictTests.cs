using Lockstep.Files;
using Lockstep.Files.Staging;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>The target changes under our hands, or has things in it that are not ours.</summary>
public class ConflictTests
{
    private const string Before = "a=1; b=2; d/c=3; l -> a; m=33";
    private const string After = "a=333; d/c=2; d/n=1; l -> b; k=33";

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("d/c")]
    [InlineData("m")]
    public void A_file_edited_between_plan_and_commit_stops_the_run_before_anything_is_touched(string path) =>
        AssertRefused(scene => File.WriteAllText(scene[path], "edited on the server"), path);

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("m")]
    public void A_file_removed_between_plan_and_commit_stops_the_run(string path) =>
        AssertRefused(scene => File.Delete(scene[path]), path);

    [Theory]
    [InlineData("d/n")]
    [InlineData("k")]
    public void A_file_that_appeared_where_one_is_to_be_added_stops_the_run(string path) =>
        AssertRefused(scene => File.WriteAllText(scene[path], "made on the server"), path);

    [Fact]
    public void A_link_that_was_turned_stops_the_run() => AssertRefused(
        scene =>
        {
            File.Delete(scene["l"]);
            File.CreateSymbolicLink(scene["l"], "elsewhere");
        },
        "l");

    [Fact]
    public void An_edit_that_keeps_size_and_time_is_found_too() => AssertRefused(
        scene =>
        {
            DateTime time = File.GetLastWriteTimeUtc(scene["m"]);
            File.WriteAllText(scene["m"], "44");
            File.SetLastWriteTimeUtc(scene["m"], time);
        },
        "m");

    [Fact]
    public void A_file_that_was_only_linked_meanwhile_is_as_good_as_before()
    {
        using var scene = new TargetScene();
        scene.Push(Before);
        using (Target target = scene.Open())
        {
            Snapshot next = scene.Project(After);
            Stage stage = target.Begin(scene.Plan(target, next));
            scene.Send(stage, next);
            Link(scene["a"], scene.RootPath + ".copy");
            Assert.Empty(target.Commit().Drift);
        }

        scene.AssertIs(scene.Project(After));
        Assert.Equal("1", File.ReadAllText(scene.RootPath + ".copy"));
    }

    [Fact]
    public void What_somebody_puts_in_place_while_others_are_renamed_is_not_overwritten()
    {
        using var scene = new TargetScene();
        scene.Push("a=1; b=2");
        File.WriteAllText(scene.RootPath + ".theirs", "theirs");
        bool isPut = false;
        CommitReport report = scene.Push(scene.Project("a=33; b=333"), faults: point =>
        {
            if (point == FaultPoint.Install && !isPut)
            {
                isPut = true;
                File.Move(scene.RootPath + ".theirs", scene["b"], overwrite: true);
            }
        });

        Assert.Equal("b", Assert.Single(report.Problems).Path.ToString());
        Assert.Equal("33", File.ReadAllText(scene["a"]));
        Assert.Equal("theirs", File.ReadAllText(scene["b"]));
    }

    [Fact]
    public void A_hard_link_elsewhere_keeps_the_old_content()
    {
        using var scene = new TargetScene();
        scene.Push("a=1; b=2");
        Link(scene["a"], scene["c"]);
        scene.Push("a=2; b=2");
        Assert.Equal("1", File.ReadAllText(scene["c"]));
        Assert.Equal("2", File.ReadAllText(scene["a"]));
    }

    [Fact]
    public void What_force_overwrites_is_in_the_history()
    {
        using var scene = new TargetScene();
        scene.Push("a=1");
        File.WriteAllText(scene["a"], "somebody's work");
        File.WriteAllText(scene["b"], "more of it");
        CommitReport report = scene.Push(scene.Project("a=2; b=3"), new PlanOptions { Force = true, Confirmed = true });
        Assert.Empty(report.Drift);
        scene.AssertIs(scene.Project("a=2; b=3"));
        string[] kept = [.. Directory.EnumerateFiles(Path.Combine(scene.StatePath, "history/2")).Where(path => !path.EndsWith("manifest", StringComparison.Ordinal)).Select(File.ReadAllText).Order()];
        Assert.Equal(["more of it", "somebody's work"], kept);
    }

    [Fact]
    public void A_deleted_directory_with_something_of_others_in_it_stays_and_is_no_longer_ours()
    {
        using var scene = new TargetScene();
        scene.Push("d/a=1; d/e/b=2; x=3");
        File.WriteAllText(scene["d/e/theirs"], "theirs");
        CommitReport report = scene.Push("x=3");
        Assert.Equal(["d", "d/e"], report.Kept.Select(path => path.ToString()));
        Assert.Empty(report.Problems);
        Assert.Equal(["theirs"], Directory.EnumerateFileSystemEntries(scene["d/e"]).Select(Path.GetFileName));
        Assert.Equal(report.Baseline, scene.Project("x=3").Digest);
    }

    [Fact]
    public void Disposable_entries_do_not_hold_a_directory_and_go_to_the_history_with_it()
    {
        using var scene = new TargetScene { Disposable = ["__pycache__", ".DS_Store"] };
        scene.Push("d/a=1; x=3");
        Directory.CreateDirectory(scene["d/__pycache__/deep"]);
        File.WriteAllText(scene["d/__pycache__/deep/a.pyc"], "compiled");
        File.WriteAllText(scene["d/.DS_Store"], "junk");
        CommitReport report = scene.Push("x=3");
        Assert.Empty(report.Kept);
        Assert.False(Directory.Exists(scene["d"]));
        string history = Path.Combine(scene.StatePath, "history/2");
        Assert.Single(Directory.EnumerateFiles(history, "a.pyc", SearchOption.AllDirectories));
        scene.AssertClean();
    }

    [Fact]
    public void A_directory_replaced_by_a_file_must_hold_nothing_of_others_when_it_comes_to_that()
    {
        using var scene = new TargetScene();
        scene.Push("d/a=1");
        File.WriteAllText(scene["d/theirs"], "theirs");
        CommitReport report = scene.Push("d=2", new PlanOptions { Confirmed = true, SparesConflicts = true });
        Problem problem = Assert.Single(report.Problems);
        Assert.Equal("d", problem.Path.ToString());
        Assert.Contains("Lockstep did not put there", problem.Cause, StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(scene["d/theirs"]));
        scene.AssertClean();
    }

    [Fact]
    public void Contents_that_do_not_come_are_problems_and_all_else_is_done()
    {
        using var scene = new TargetScene();
        Snapshot next = scene.Project("a=1; d/b=2; c=3");
        using (Target target = scene.Open())
        {
            Stage stage = target.Begin(scene.Plan(target, next));
            using (StageWriter writer = stage.OpenWriter())
            {
                int a = IndexOf(stage, "a"), c = IndexOf(stage, "c");
                writer.WriteWhole(a, next.Find(RelativePath.Parse("a")), scene.Contents[next.Find(RelativePath.Parse("a")).Content]);
                writer.Skip(c);
            }

            CommitReport report = target.Commit();
            Assert.Equal("d/b", Assert.Single(report.Problems).Path.ToString());
        }

        TargetScene.AssertSame(TreeText.Flatten(scene.Project("a=1; d/")), TreeText.Flatten(scene.Disk));
        scene.Push(next);
        scene.AssertIs(next);
    }

    [Fact]
    public void A_directory_swapped_for_a_link_leads_nowhere()
    {
        using var scene = new TargetScene();
        scene.Push("d/a=1; d/b=2");
        string outside = scene.RootPath + ".outside";
        using (Target target = scene.Open())
        {
            Snapshot next = scene.Project("d/a=2; d/n=3");
            Stage stage = target.Begin(scene.Plan(target, next));
            scene.Send(stage, next);
            Directory.Move(scene["d"], outside);
            File.CreateSymbolicLink(scene["d"], outside);
            Assert.NotEmpty(target.Commit().Drift);
        }

        Assert.Equal(["a", "b"], Directory.EnumerateFileSystemEntries(outside).Select(Path.GetFileName).Order());
        Assert.Equal("1", File.ReadAllText(Path.Combine(outside, "a")));
    }

    private static void AssertRefused(Action<TargetScene> meanwhile, string path)
    {
        using var scene = new TargetScene();
        scene.Push(Before);
        SortedDictionary<RelativePath, Entry> disk;
        using (Target target = scene.Open())
        {
            Snapshot next = scene.Project(After);
            Stage stage = target.Begin(scene.Plan(target, next));
            scene.Send(stage, next);
            meanwhile(scene);
            disk = TreeText.Flatten(scene.Disk);
            CommitReport report = target.Commit();
            Assert.Equal(0, report.Run);
            Assert.Equal(path, Assert.Single(report.Drift).Path.ToString());
            Assert.Equal(target.Baseline.Digest, report.Baseline);
        }

        TargetScene.AssertSame(disk, TreeText.Flatten(scene.Disk));
        Assert.False(File.Exists(Path.Combine(scene.StatePath, "journal")));
        scene.Push(scene.Project(After), new PlanOptions { Force = true, Confirmed = true });
        scene.AssertIs(scene.Project(After));
    }

    private static int IndexOf(Stage stage, string path)
    {
        for (int i = 0; i < stage.Changes.Count; i++)
        {
            if (stage.Changes[i].Path == RelativePath.Parse(path))
            {
                return i;
            }
        }

        throw new ArgumentException($"no change of '{path}'");
    }

    private static void Link(string path, string name)
    {
        using var link = System.Diagnostics.Process.Start("ln", [path, name]);
        link.WaitForExit();
        Assert.Equal(0, link.ExitCode);
    }
}
