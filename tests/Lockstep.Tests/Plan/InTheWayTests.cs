using Lockstep.Plan;
using Lockstep.Tests.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>A directory of the target that has to make way for something else, and holds what Lockstep did not put there.</summary>
public sealed class InTheWayTests
{
    [Theory]
    [InlineData("d/ !755; d/a=1", "d=2", "d/ !755; d/a=1; d/theirs=3", "d/theirs")]
    [InlineData("d/ !755; d/a=1", "d=2", "d/ !755; d/a=1; d/e/ !755; d/e/x=1; d/e/y=2; d/z=1", "d/e, d/z")]
    [InlineData("d/ !755; d/e/ !755; d/e/a=1", "d=2", "d/ !755; d/e/ !755; d/e/a=1; d/e/x=1", "d/e/x")]
    [InlineData("d/ !755; d/a=1", "d -> x", "d/ !755; d/a=1; d/kept.pyc/ !755; d/kept.pyc/x=1; d/theirs=3", "d/theirs")]
    public void What_stays_there_refuses_the_plan(string before, string after, string target, string held)
    {
        Refusal? refusal = Scene(before, after, target).Plan().Refusal;
        Assert.Equal(RefusalKind.InTheWay, refusal?.Kind);
        Assert.Contains($"what Lockstep does not delete: {held}. Nothing", refusal?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d=1", "d=2", "d/ !755; d/theirs=3")]
    [InlineData("d=1", "d=2", "d/ !755; d/e/ !755; d/e/theirs=3")]
    public void So_it_does_where_somebody_put_the_directory_there_and_it_is_forced(string before, string after, string target)
    {
        Assert.Equal(RefusalKind.Conflicts, Scene(before, after, target).Plan().Refusal?.Kind);
        Assert.Equal(RefusalKind.InTheWay, Scene(before, after, target, new PlanOptions { Force = true }).Plan().Refusal?.Kind);
    }

    [Fact]
    public void What_is_protected_or_not_to_be_deleted_stays_there_too()
    {
        const string Before = "d/ !755; d/a=1; d/b=1", After = "d=2";
        Assert.Equal(RefusalKind.InTheWay, Scene(Before, After, Before, new PlanOptions { Deletes = false }).Plan().Refusal?.Kind);
        PlanScene ignored = new(TreeText.Picture("d=2"), TreeText.Picture(Before)) { Protected = ["d/b"] };
        Assert.Equal(RefusalKind.InTheWay, ignored.Plan().Refusal?.Kind);
    }

    [Theory]
    [InlineData("d/ !755; d/a=1", "d=2", "d/ !755; d/a=1")]
    [InlineData("d/ !755; d/a=1", "d=2", "d/ !755; d/a=1; d/old.pyc=1; d/c.pyc/ !755; d/c.pyc/x=1")]
    [InlineData("d/ !755; d/a=1", "d/ !755; d/a=2", "d/ !755; d/a=1; d/theirs=3")]
    [InlineData("d/ !755; d/a=1", "", "d/ !755; d/a=1; d/theirs=3")]
    [InlineData("d=1", "d=1", "d/ !755; d/theirs=3")]
    public void Nothing_else_does(string before, string after, string target) => Assert.Null(Scene(before, after, target, new PlanOptions { Confirmed = true }).Plan().Refusal);

    [Fact]
    public void A_mirror_deletes_it() =>
        Assert.Null(Scene("d/ !755; d/a=1", "d=2", "d/ !755; d/a=1; d/theirs=3", new PlanOptions { IsMirror = true, Confirmed = true }).Plan().Refusal);

    [Fact]
    public void A_watch_goes_on_with_all_else() =>
        Assert.Null(Scene("d/ !755; d/a=1", "d=2", "d/ !755; d/a=1; d/theirs=3", new PlanOptions { SparesConflicts = true }).Plan().Refusal);

    private static PlanScene Scene(string before, string after, string target, PlanOptions? options = null) =>
        new(TreeText.Picture(after), TreeText.Picture(before), TreeText.Picture(target)) { Options = options ?? new PlanOptions(), Disposable = name => name.EndsWith(".pyc", StringComparison.Ordinal) };
}
