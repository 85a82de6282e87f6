using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>
/// Whether a target has the project's tree after a push, a case a line: the project, what it held, the baseline, the
/// target.
/// </summary>
public sealed class TargetAgreementTests
{
    [Theory]

    // What is put, agreed on or was in step is the project's.
    [InlineData("a=1; d/x=2", "a=1; d/x=2", "a=1; d/x=2", null, true)]
    [InlineData("a=2; n=3; d/x=2", "a=1; b=1; d/x=2", "a=1; b=1; d/x=2", null, true)]
    [InlineData("a=2 @6; n=2", "a=1", "a=2 @9; n=2 @9", null, true)]
    [InlineData("a=1 !644", "a=1 !644", "a=1 !664", null, true)]
    [InlineData("d/ !755", "d/ !755", "d/ !700", null, true)]

    // What is kept of others, clashes or is not looked at is not.
    [InlineData("a=2; b=1", "a=1; b=1", "a=1; b=2", null, false)]
    [InlineData("a=2", "a=1", "a=1; n=2", null, false)]
    [InlineData("a=2", "a=1", "a=1; d/n=2", null, false)]
    [InlineData("a=2; b=1", "a=1; b=1", "a=1", null, false)]
    [InlineData("a=2; d/b=1", "a=1; d/b=1", "a=1", null, false)]
    [InlineData("a=2; b=1 !644", "a=1; b=1 !644", "a=1; b=1 !755", null, false)]
    [InlineData("a=2; l -> a", "a=1; l -> a", "a=1; l -> b", null, false)]
    [InlineData("a=3; b=2", "a=1; b=1", "a=2; b=1", null, false)]
    [InlineData("a=2", "a=1", "a=1; p=1", null, false)]

    // Drift is nobody's run, and the baseline is what the next client compares with.
    [InlineData("a=2; b=1", "a=1; b=1", "a=1; b=1", "a=1; b=3", true)]
    public void The_target_has_the_projects_tree(string project, string held, string baseline, string? target, bool agrees)
    {
        Snapshot here = TreeText.Picture(project);
        var scene = new PlanScene(here, TreeText.Picture(baseline), TreeText.Picture(target ?? baseline))
        {
            Held = TreeText.Picture(held),
            Protected = ["p"],
            Options = new PlanOptions { SparesConflicts = true },
        };
        Assert.Equal(agrees, TargetAgreement.ComesFrom(scene.Plan(), TreeText.WithoutContents(here)));
    }

    [Theory]
    [InlineData("a=1; b=1", true)]
    [InlineData("a=1; b=2", false)]
    public void A_run_of_a_watch_looks_at_few_paths_and_leaves_all_the_others(string baseline, bool agrees)
    {
        Snapshot here = TreeText.Picture("a=2; b=1");
        var input = new PlanInput(here, TreeText.Picture(baseline), [], new PlanOptions())
        {
            Held = TreeText.Picture("a=1; b=1"),
            Scope = PathScope.Of([new ScopedPath(RelativePath.Parse("a"), IsDeep: true)]),
        };
        SyncPlan plan = PlanDraft.Compare(input).Complete([]);
        Assert.Empty(plan.Kept);
        Assert.Equal(agrees, TargetAgreement.ComesFrom(plan, here));
    }

    [Fact]
    public void A_target_that_is_put_back_from_its_own_past_agrees_with_nobody()
    {
        Snapshot past = TreeText.Picture("a=1");
        SyncPlan plan = PlanDraft.Compare(new PlanInput(past, past, [], new PlanOptions { Restores = true })).Complete([]);
        Assert.False(TargetAgreement.ComesFrom(plan, past));
    }
}
