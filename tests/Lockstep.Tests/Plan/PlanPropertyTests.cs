using CsCheck;
using Lockstep.Plan;
using Lockstep.Plan.Comparing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

public sealed class PlanPropertyTests
{
    private static readonly PlanOptions Agreed = new() { Confirmed = true };

    private static readonly string[] SomeProtected = ["c.x", "a/b", "ab/a"];

    /// <summary>A project, the baseline it grew from, and the target that somebody may have changed.</summary>
    private static readonly Gen<(Snapshot Project, Snapshot Baseline, Snapshot Target)> Sides =
        Gen.Select(TreeGen.Pair, TreeGen.Edits, (pair, edits) => (pair.After, pair.Before, TreeGen.Edit(pair.Before, edits)));

    [Fact]
    public void A_clean_target_becomes_the_project() => TreeGen.Pair.Sample(pair =>
    {
        SyncPlan plan = new PlanScene(pair.After, pair.Before) { Options = Agreed }.Plan();
        var target = new TargetModel(plan, pair.Before, pair.After);

        Assert.Equal(TreeText.Flatten(pair.After), target.Entries);
        Assert.Equal(pair.After.Digest, plan.ResultAfter(Sent(plan, pair.After), target.Failed).Digest);
    });

    [Fact]
    public void A_project_that_is_on_the_target_gives_an_empty_plan() => TreeGen.Tree.Sample(tree =>
    {
        var scene = new PlanScene(tree, tree) { Options = Agreed };

        Assert.Empty(scene.Draft().WantedContents);
        Assert.Empty(scene.Draft().UnmanagedProbe);
        Assert.True(scene.Plan().IsEmpty);
        Assert.Equal(new PlanCounts { Unchanged = tree.Count }, scene.Plan().Counts);
    });

    [Fact]
    public void With_mirror_and_force_any_target_becomes_the_project() => Sides.Sample(sides =>
    {
        SyncPlan plan = new PlanScene(sides.Project, sides.Baseline, sides.Target) { Options = Agreed with { IsMirror = true, Force = true } }.Plan();
        var target = new TargetModel(plan, sides.Target, sides.Project);

        Assert.Empty(plan.Conflicts);
        Assert.Equal(TreeText.Flatten(sides.Project), target.Entries);
        Assert.Equal(sides.Project.Digest, plan.ResultAfter(Sent(plan, sides.Project), target.Failed).Digest);
    });

    [Fact]
    public void What_is_not_ours_to_change_stays() => Gen.Select(Sides, Gen.Bool).Sample((sides, protects) =>
    {
        var scene = new PlanScene(sides.Project, sides.Baseline, sides.Target) { Options = Agreed, Protected = protects ? SomeProtected : [] };
        SyncPlan plan = scene.Plan();
        if (plan.Conflicts.Count > 0)
        {
            return;
        }

        var after = new TargetModel(plan, sides.Target, sides.Project);
        SortedDictionary<RelativePath, Entry> before = TreeText.Flatten(sides.Target);
        HashSet<RelativePath> drift = [.. plan.Drift.Select(difference => difference.Path)];
        foreach ((RelativePath path, Entry entry) in before)
        {
            bool isNeverPut = !sides.Baseline.Find(path).Exists && !sides.Project.Find(path).Exists;
            bool isProtected = scene.Protected.Any(text => path == RelativePath.Parse(text) || path.IsBelow(RelativePath.Parse(text)));
            if (isNeverPut || drift.Contains(path) || (isProtected && !sides.Project.Find(path).Exists))
            {
                Assert.Equal(entry, after.Entries[path]);
            }
        }
    });

    [Fact]
    public void All_else_becomes_the_project() => Sides.Sample(sides =>
    {
        SyncPlan plan = new PlanScene(sides.Project, sides.Baseline, sides.Target) { Options = Agreed }.Plan();
        if (plan.Conflicts.Count > 0)
        {
            return;
        }

        var after = new TargetModel(plan, sides.Target, sides.Project);
        HashSet<RelativePath> left = [.. plan.Drift.Select(difference => difference.Path), .. after.Failed];
        foreach ((RelativePath path, Entry entry) in TreeText.Flatten(sides.Project).Where(pair => !left.Contains(pair.Key)))
        {
            Entry found = after.Entries[path];
            bool isTimeDriftOfUnchanged = entry == sides.Baseline.Find(path);
            bool isAdopted = !EntryComparison.KeepsContent(sides.Baseline.Find(path), sides.Target.Find(path))
                && sides.Target.Find(path) with { ModifiedNs = entry.ModifiedNs } == entry;
            Assert.Equal(isTimeDriftOfUnchanged || isAdopted ? entry with { ModifiedNs = found.ModifiedNs } : entry, found);
        }

        foreach (RelativePath path in after.Entries.Keys.Where(path => sides.Baseline.Find(path).Exists && !sides.Project.Find(path).Exists))
        {
            bool holdsWhatStays = after.Entries.Keys.Any(below => below.IsBelow(path) && !sides.Baseline.Find(below).Exists);
            Assert.True(holdsWhatStays, $"'{path}' was to be deleted");
        }
    });

    [Fact]
    public void A_second_plan_has_nothing_to_do() => Sides.Sample(sides =>
    {
        SyncPlan plan = new PlanScene(sides.Project, sides.Baseline, sides.Target) { Options = Agreed }.Plan();
        var after = new TargetModel(plan, sides.Target, sides.Project);
        if (plan.Conflicts.Count > 0 || after.Failed.Count > 0)
        {
            return;
        }

        Snapshot result = plan.ResultAfter(Sent(plan, sides.Project), []);
        Snapshot held = plan.HeldAfter(plan.Held!, Sent(plan, sides.Project), []);
        SyncPlan second = new PlanScene(sides.Project, result, TreeText.Build(after.Entries)) { Options = Agreed, Held = held }.Plan();
        Assert.True(second.IsEmpty);
        Assert.Equal(plan.Drift.Select(difference => difference.Path), second.Drift.Select(difference => difference.Path));
        Assert.Empty(second.Conflicts);
    });

    [Fact]
    public void A_plan_with_conflicts_is_refused_and_does_nothing_about_them() => Sides.Sample(sides =>
    {
        SyncPlan plan = new PlanScene(sides.Project, sides.Baseline, sides.Target) { Options = Agreed }.Plan();

        Assert.Equal(plan.Conflicts.Count > 0, plan.Refusal is { Kind: RefusalKind.Conflicts });
        Assert.Empty(plan.Changes.Select(change => change.Path).Intersect(plan.Conflicts.Select(standing => standing.Path)));
    });

    [Fact]
    public void Every_list_is_in_path_order_with_each_path_once() => Gen.Select(Sides, Gen.Bool).Sample((sides, forces) =>
    {
        SyncPlan plan = new PlanScene(sides.Project, sides.Baseline, sides.Target) { Options = Agreed with { Force = forces } }.Plan();

        AssertAscending(plan.Changes.Select(change => change.Path));
        AssertAscending(plan.Bookkeeping.Select(edit => edit.Path));
        AssertAscending(plan.Drift.Select(difference => difference.Path));
        AssertAscending(plan.Conflicts.Select(standing => standing.Path));
        Assert.Empty(plan.Changes.Select(change => change.Path).Intersect(plan.Bookkeeping.Select(edit => edit.Path)));
    });

    [Fact]
    public void Deletions_and_renames_take_only_what_a_push_put_there() => Sides.Sample(sides =>
    {
        SyncPlan plan = new PlanScene(sides.Project, sides.Baseline, sides.Target) { Options = Agreed }.Plan();
        RelativePath[] taken =
        [
            .. plan.Changes.Where(change => change.Kind == ChangeKind.Delete).Select(change => change.Path),
            .. plan.Changes.Where(change => change.Kind == ChangeKind.Rename).Select(change => change.Source),
        ];

        Assert.All(taken, path => Assert.True(sides.Baseline.Find(path).Exists && !sides.Project.Find(path).Exists));
        Assert.Equal(taken.Length, taken.Distinct().Count());
    });

    [Fact]
    public void What_failed_is_in_the_baseline_as_it_was() => Gen.Select(TreeGen.Pair, Gen.Int[0, 100]).Sample((pair, chosen) =>
    {
        SyncPlan plan = new PlanScene(pair.After, pair.Before) { Options = Agreed }.Plan();
        if (plan.Changes.Count == 0)
        {
            return;
        }

        Change failed = plan.Changes[chosen % plan.Changes.Count];
        Snapshot result = plan.ResultAfter(index => plan.Changes[index].After, [failed.Path]);
        Assert.Equal(pair.Before.Find(failed.Path), result.Find(failed.Path));
        if (failed.Kind == ChangeKind.Rename)
        {
            Assert.Equal(pair.Before.Find(failed.Source), result.Find(failed.Source));
        }
    });

    private static void AssertAscending(IEnumerable<RelativePath> paths)
    {
        RelativePath[] all = [.. paths];
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First < pair.Second, $"'{pair.Second}' is out of order after '{pair.First}'"));
    }

    /// <summary>What stands after each change once the contents that were sent are known.</summary>
    private static Func<int, Entry> Sent(SyncPlan plan, Snapshot project) => index =>
        plan.Changes[index].Transfer is Transfer.Whole or Transfer.Delta
            ? plan.Changes[index].After with { Content = project.Find(plan.Changes[index].Path).Content }
            : plan.Changes[index].After;
}
