using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Files.Committing;

/// <summary>Renames that a plan of ours need not have but a run must be able to do: chains, swaps, into and out of what comes and goes.</summary>
public class RenameTests
{
    [Theory]
    [InlineData("a=1; b=2", "a>b b>a", "a=2; b=1")]
    [InlineData("a=1; b=2; c=3", "a>b b>c c>a", "a=3; b=1; c=2")]
    [InlineData("a=1; b=2; c=3", "a>b b>c", "b=1; c=2")]
    [InlineData("a=1", "a>z", "z=1")]
    [InlineData("a=1; z=2", "a>z", "z=1")]
    [InlineData("d/a=1; d/b=2", "d/a>e/f/a d/b>e/b -d", "e/f/a=1; e/b=2")]
    [InlineData("d/a=1", "d/a>d", "d=1")]
    [InlineData("d/a=1; d/e/b=2", "d/e/b>d d/a>x", "d=2; x=1")]
    [InlineData("a=1; b -> t", "b>c", "a=1; c -> t")]
    [InlineData("a=1; b=2", "a>b +a=33", "a=33; b=1")]
    [InlineData("a=1", "a>n/a +a/x=2", "a/x=2; n/a=1")]
    public void Renames_arrive_whatever_their_order(string before, string steps, string after)
    {
        using var scene = new TargetScene();
        Snapshot old = scene.Project(before), next = scene.Project(after);
        scene.Push(old);
        CommitReport report = scene.Run(ChangesOf(old, next, steps));
        Assert.Empty(report.Problems);
        scene.AssertIs(next);
        using Target target = scene.Open();
        Assert.Equal(next.Digest, target.Baseline.Digest);
    }

    [Theory]
    [InlineData("a=1; b=2", "a>b b>a", "a=2; b=1")]
    [InlineData("a=1; b=2; c=3", "a>b b>c", "b=1; c=2")]
    [InlineData("d/a=1; d/e/b=2", "d/e/b>d d/a>x", "d=2; x=1")]
    [InlineData("a=1", "a>n/a +a/x=2", "a/x=2; n/a=1")]
    public void Renames_survive_death_at_any_point(string before, string steps, string after)
    {
        for (int point = 0, died = 1; died > 0; point++)
        {
            using var scene = new TargetScene();
            Snapshot old = scene.Project(before), next = scene.Project(after);
            scene.Push(old);
            Change[] changes = ChangesOf(old, next, steps);
            died = FaultTests.RunUntil(point, faults =>
            {
                using Target target = scene.Open(faults: faults);
                Lockstep.Files.Staging.Stage stage = target.Begin(scene.RunOf(changes, [], []));
                scene.Send(stage, next);
                target.Commit();
            });
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

    [Fact]
    public void A_renamed_file_gets_its_new_mode_and_time()
    {
        using var scene = new TargetScene();
        Snapshot old = scene.Project("a=1"), next = scene.Project("b=1 !600 @77");
        scene.Push(old);
        scene.Run(ChangesOf(old, next, "a>b"));
        scene.AssertIs(next);
    }

    [Fact]
    public void What_a_failed_rename_left_without_a_place_is_in_the_history()
    {
        using var scene = new TargetScene();
        Snapshot old = scene.Project("a=1; d/x=2"), next = scene.Project("a=33; d=1");
        scene.Push(old);
        File.WriteAllText(scene["d/foreign"], "not ours");
        Change[] changes =
        [
            Sent(old, next, "a"),
            new Change(ChangeKind.Rename, Path("d"), old.Find(Path("d")), next.Find(Path("d")), Transfer.Reuse, Path("a")),
            new Change(ChangeKind.Delete, Path("d/x"), old.Find(Path("d/x")), Entry.Absent),
        ];
        CommitReport report = scene.Run(changes);
        Assert.Equal("d", Assert.Single(report.Problems).Path.ToString());
        Assert.Equal("33", File.ReadAllText(scene["a"]));
        Assert.Equal("not ours", File.ReadAllText(scene["d/foreign"]));
        Assert.Equal("1", File.ReadAllText(System.IO.Path.Combine(scene.StatePath, "history/2/1.moved")));
        Assert.Equal("2", File.ReadAllText(System.IO.Path.Combine(scene.StatePath, "history/2/2")));
        scene.AssertClean();
    }

    /// <summary>Makes changes of steps: <c>a&gt;b</c> renames, <c>-d</c> deletes, <c>+a=1</c> sends; directories come and go as the trees say.</summary>
    private static Change[] ChangesOf(Snapshot old, Snapshot next, string steps)
    {
        var changes = new SortedDictionary<RelativePath, Change>();
        SortedDictionary<RelativePath, Entry> olds = TreeText.Flatten(old), nexts = TreeText.Flatten(next);
        foreach (RelativePath path in olds.Keys.Union(nexts.Keys))
        {
            Entry before = olds.GetValueOrDefault(path), after = nexts.GetValueOrDefault(path);
            if (after.IsDirectory && !before.IsDirectory)
            {
                changes[path] = new Change(before.Exists ? ChangeKind.Update : ChangeKind.Add, path, before, after);
            }
            else if (before.IsDirectory && !after.Exists)
            {
                changes[path] = new Change(ChangeKind.Delete, path, before, after);
            }
        }

        foreach (string step in steps.Split(' '))
        {
            string[] ends = step.Split('>');
            if (ends.Length == 2)
            {
                changes[Path(ends[1])] = new Change(ChangeKind.Rename, Path(ends[1]), old.Find(Path(ends[1])), next.Find(Path(ends[1])), Transfer.Reuse, Path(ends[0]));
            }
            else if (step[0] == '+')
            {
                changes[Path(step[1..].Split('=')[0])] = Sent(old, next, step[1..].Split('=')[0]);
            }
        }

        return [.. changes.Values];
    }

    private static Change Sent(Snapshot old, Snapshot next, string path) =>
        new(old.Find(Path(path)).Exists ? ChangeKind.Update : ChangeKind.Add, Path(path), old.Find(Path(path)), next.Find(Path(path)), Transfer.Whole);

    private static RelativePath Path(string text) => RelativePath.Parse(text);
}
