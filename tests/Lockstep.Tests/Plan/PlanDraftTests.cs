using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>What is asked for before a plan is complete: no more than decides something.</summary>
public sealed class PlanDraftTests
{
    private static readonly Snapshot Same = TreeText.Picture("a=1");

    [Theory]
    [InlineData("a=1; b=2", "a=1; b=2", "")]
    [InlineData("a=1 @9", "a=2", "a")]
    [InlineData("a=11", "a=2", "")]
    [InlineData("a= @9", "a=", "")]
    [InlineData("a/ @9", "a/", "")]
    [InlineData("a -> b @9", "a -> c", "a")]
    [InlineData("a=1; n=2", "a=1", "n")]
    [InlineData("a=1; n=22", "a=1", "")]
    [InlineData("a=1; n=", "a=1; e=", "")]
    [InlineData("a=1; n -> b", "a=1", "")]
    [InlineData("a=1; n/", "a=1", "")]
    public void Contents_are_wanted_where_they_decide(string project, string baseline, string wanted) =>
        Assert.Equal(wanted, Wanted(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline))));

    [Theory]
    [InlineData("a=1 @9", "a=2", "a=3", "a")]
    [InlineData("a=1 @9", "a=22", "a=3", "a")]
    [InlineData("a=1 @9", "a=22", "a=33", "")]
    [InlineData("a=1; n=2 @9", "a=1", "a=1; n=3", "n")]
    public void Contents_of_drift_and_of_the_unmanaged_are_wanted_too(string project, string baseline, string target, string wanted) =>
        Assert.Equal(wanted, Wanted(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline), TreeText.Picture(target))));

    [Theory]
    [InlineData("a=1", "a=1", "")]
    [InlineData("a=1; n=2; d/x=3; d/y=4", "a=1", "d n")]
    [InlineData("a/x/y=1; a/z=2", "a/", "a/x a/z")]
    [InlineData("a=1", "", "a")]
    [InlineData("a=2", "a=1", "")]
    public void Only_the_topmost_new_paths_are_probed(string project, string baseline, string probed) =>
        Assert.Equal(probed, Probed(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline)) { Probes = false }));

    [Fact]
    public void A_root_that_was_never_pushed_to_is_probed_whole() =>
        Assert.Equal(".", Probed(new PlanScene(TreeText.Picture("a=1; d/x=2"), Snapshot.Absent) { Probes = false }));

    [Fact]
    public void A_mirror_probes_the_root() =>
        Assert.Equal(".", Probed(new PlanScene(Same, Same) { Probes = false, Options = new PlanOptions { IsMirror = true } }));

    [Fact]
    public void What_was_probed_is_not_asked_for_again() =>
        Assert.Empty(new PlanScene(TreeText.Picture("a=1; n=2"), TreeText.Picture("a=1"), TreeText.Picture("a=1; u=2")).Draft().UnmanagedProbe);

    [Fact]
    public void What_a_probe_finds_in_an_unknown_root_is_taken_as_it_is()
    {
        var input = new PlanInput(TreeText.Picture("a=1"), Snapshot.Absent, [], new PlanOptions());
        PlanDraft draft = PlanDraft.Compare(input).WithProbed([new Difference(RelativePath.Parse("u"), TreeText.File("2"), IsManaged: false)]);
        SyncPlan plan = draft.Complete([]);

        Assert.Equal([ChangeKind.Mode, ChangeKind.Add], plan.Changes.Select(change => change.Kind));
        Assert.Equal(1, plan.Counts.Unmanaged);
    }

    [Fact]
    public void A_content_that_could_not_be_read_counts_as_another()
    {
        PlanDraft draft = new PlanScene(TreeText.Picture("a=1 @9"), TreeText.Picture("a=1")).Draft();

        Assert.Equal(ChangeKind.Update, Assert.Single(draft.Complete([ContentHash.Unknown]).Changes).Kind);
        Assert.Equal(ChangeKind.Mode, Assert.Single(draft.Complete([TreeText.File("1").Content]).Changes).Kind);
    }

    [Fact]
    public void Every_wanted_content_needs_an_answer()
    {
        PlanDraft draft = new PlanScene(TreeText.Picture("a=1 @9"), TreeText.Picture("a=1")).Draft();

        Assert.Throws<ArgumentOutOfRangeException>(() => draft.Complete([]));
    }

    [Fact]
    public void A_hostile_list_of_differences_is_rejected()
    {
        Difference[] differences =
        [
            new(RelativePath.Parse("b"), TreeText.File("1"), IsManaged: true),
            new(RelativePath.Parse("a"), TreeText.File("1"), IsManaged: true),
        ];

        Assert.Throws<ProtocolException>(() => PlanDraft.Compare(new PlanInput(Same, Same, differences, new PlanOptions())));
    }

    [Fact]
    public void The_deepest_tree_is_planned()
    {
        string path = string.Concat(Enumerable.Repeat("d/", (RelativePath.MaxLength - 1) / 2)) + "f";
        SyncPlan plan = new PlanScene(TreeText.Of($"{path}=22"), TreeText.Of($"{path}=1")).Plan();

        Assert.Equal(RelativePath.Parse(path), Assert.Single(plan.Changes).Path);
        Assert.Equal(2, plan.Result.Find(RelativePath.Parse(path)).Size);
    }

    [Fact]
    public void Shared_directories_are_not_looked_into()
    {
        Snapshot baseline = TreeText.Picture("d/x=1; d/y=2; e/z=3");
        Snapshot project = baseline.With([new(RelativePath.Parse("e/z"), TreeText.File("44"))]);
        SyncPlan plan = PlanDraft.Compare(new PlanInput(project, baseline, [], new PlanOptions())).Complete([]);

        Assert.Equal(new PlanCounts { Updated = 1, Unchanged = 4 }, plan.Counts);
    }

    private static string Wanted(PlanScene scene) => string.Join(' ', scene.Draft().WantedContents.Select(wanted => wanted.Path));

    private static string Probed(PlanScene scene) => string.Join(' ', scene.Draft().UnmanagedProbe);
}
