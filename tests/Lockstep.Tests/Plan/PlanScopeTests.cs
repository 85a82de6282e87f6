using CsCheck;
using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>A plan of some paths: the same decisions as a plan of all, and no work for anything else.</summary>
public sealed class PlanScopeTests
{
    [Theory]
    [InlineData("a file that was changed", "f=1; g=1", "f=2; g=1", "f", "Update f")]
    [InlineData("others are left alone", "f=1; g=1", "f=2; g=2", "g", "Update g")]
    [InlineData("a directory that went, with all below", "d/a=1; d/b/c=2; f=1", "f=1", "d/", "Delete d, Delete d/a, Delete d/b, Delete d/b/c")]
    [InlineData("a new directory", "f=1", "f=1; d/a=1; d/b=2", "d/", "Add d, Add d/a, Add d/b")]
    [InlineData("a rename within the batch", "d/a=text; f=1", "d/b=text; f=1", "d/a d/b", "Rename d/b")]
    [InlineData("nothing", "f=1", "f=1", "f", "")]
    public void A_plan_has_what_its_scope_has(string what, string baseline, string project, string scope, string changes)
    {
        SyncPlan plan = Plan(TreeText.Picture(baseline), TreeText.Picture(project), ScopeOf(scope));

        string actual = string.Join(", ", plan.Changes.Where(change => !change.IsHousekeeping).Select(change => $"{change.Kind} {change.Path}"));
        Assert.True(actual == changes, $"{what}: {actual}");
    }

    [Fact]
    public void A_plan_of_the_paths_that_changed_is_the_plan_of_all() => TreeGen.Pair.Sample((baseline, project) =>
    {
        SyncPlan all = Plan(baseline, project, PathScope.Everything);
        SyncPlan some = Plan(baseline, project, Changed(baseline, project));

        Assert.Equal(all.Result.Digest, some.Result.Digest);
    });

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void The_work_is_that_of_the_paths_and_not_of_the_tree(int files)
    {
        Snapshot baseline = TreeText.Of([.. Enumerable.Range(0, files).Select(i => $"d{i / 100}/e/f{i}=same")]);
        Snapshot project = baseline.With([new EntryEdit(RelativePath.Parse("d3/e/f300"), TreeText.File("other")), new EntryEdit(RelativePath.Parse("d3/e/new"), TreeText.File("more"))]);
        var input = new PlanInput(project, baseline, [], new PlanOptions()) { Scope = ScopeOf("d3/e/f300 d3/e/new"), IsProbed = true };

        PlanDraft draft = PlanDraft.Compare(input);

        Assert.Equal(4, draft.Compared);
        Assert.Equal(2, draft.Complete([]).Changes.Count);
    }

    private static SyncPlan Plan(Snapshot baseline, Snapshot project, PathScope scope)
    {
        PlanDraft draft = PlanDraft.Compare(new PlanInput(project, baseline, [], new PlanOptions { Confirmed = true }) { Scope = scope, IsProbed = true });
        return draft.Complete([.. draft.WantedContents.Select(wanted => wanted.Entry.Content)]);
    }

    private static PathScope Changed(Snapshot baseline, Snapshot project)
    {
        SortedDictionary<RelativePath, Entry> before = TreeText.Flatten(baseline), after = TreeText.Flatten(project);
        return PathScope.Of(before.Keys.Union(after.Keys)
            .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
            .Select(path => new ScopedPath(path, IsDeep: before.GetValueOrDefault(path).IsDirectory != after.GetValueOrDefault(path).IsDirectory)));
    }

    private static PathScope ScopeOf(string paths) => PathScope.Of(paths.Split(' ')
        .Select(path => new ScopedPath(RelativePath.Parse(path.TrimEnd('/')), path.EndsWith('/'))));
}
