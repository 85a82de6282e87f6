using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

public sealed class PlanSafetyTests
{
    private static readonly Snapshot Forty = Files(40);

    [Theory]
    [InlineData(19, 21, true)]
    [InlineData(20, 20, false)]
    [InlineData(1, 39, true)]
    public void More_than_half_and_more_than_twenty_files_are_not_deleted_unasked(int kept, int deleted, bool isRefused)
    {
        SyncPlan plan = new PlanScene(Files(kept), Forty).Plan();

        Assert.Equal(deleted, plan.Counts.Deleted);
        Assert.Equal(isRefused, plan.Refusal is { Kind: RefusalKind.TooManyDeletions });
    }

    [Theory]
    [InlineData(20)]
    [InlineData(3)]
    public void Few_files_are_deleted_whatever_part_they_are(int count) =>
        Assert.Null(new PlanScene(TreeText.Of("other=x"), Files(count)).Plan().Refusal);

    [Fact]
    public void A_renamed_file_is_no_deletion()
    {
        Snapshot moved = TreeText.Of([.. Enumerable.Range(0, 40).Select(i => $"there/f{i:d3}={i}")]);

        Assert.Null(new PlanScene(moved, Forty).Plan().Refusal);
    }

    [Fact]
    public void Mirroring_into_a_foreign_directory_is_not_done_unasked()
    {
        var scene = new PlanScene(TreeText.Of("a=1"), Snapshot.Absent, Forty) { Options = new PlanOptions { IsMirror = true } };

        Assert.Equal(RefusalKind.TooManyDeletions, scene.Plan().Refusal?.Kind);
    }

    [Fact]
    public void Deletions_can_be_agreed_to() =>
        Assert.Null(new PlanScene(Files(1), Forty) { Options = new PlanOptions { Confirmed = true } }.Plan().Refusal);

    [Theory]
    [InlineData(39, false, false)]
    [InlineData(38, false, true)]
    [InlineData(38, true, true)]
    [InlineData(0, false, true)]
    public void A_maximum_of_deletions_is_kept_and_agrees_to_what_is_below_it(int most, bool isConfirmed, bool isRefused)
    {
        SyncPlan plan = new PlanScene(Files(1), Forty) { Options = new PlanOptions { MaxDelete = most, Confirmed = isConfirmed } }.Plan();

        Assert.Equal(isRefused, plan.Refusal is { Kind: RefusalKind.OverMaxDelete });
        Assert.Equal(isRefused, plan.Refusal is not null);
    }

    [Fact]
    public void A_missing_project_is_refused_even_if_agreed_to()
    {
        SyncPlan plan = new PlanScene(Snapshot.Absent, Forty) { Options = new PlanOptions { Confirmed = true, Force = true } }.Plan();

        Assert.Equal(RefusalKind.MissingProject, plan.Refusal?.Kind);
        Assert.Empty(plan.Changes);
    }

    [Theory]
    [InlineData(0, false, true)]
    [InlineData(0, true, false)]
    [InlineData(3, false, true)]
    [InlineData(3, true, false)]
    public void An_empty_project_has_to_be_agreed_to(int baseline, bool isConfirmed, bool isRefused)
    {
        SyncPlan plan = new PlanScene(Files(0), Files(baseline)) { Options = new PlanOptions { Confirmed = isConfirmed } }.Plan();

        Assert.Equal(isRefused, plan.Refusal is { Kind: RefusalKind.EmptyProject });
        Assert.Equal(baseline, plan.Counts.Deleted);
    }

    [Fact]
    public void Messages_say_what_and_why_and_what_to_do()
    {
        Assert.Equal(
            "39 entries would be deleted on the target, which is more than half of the 40 that were pushed. "
            + "Nothing was changed. See which with --dry-run; --yes or --max-delete N allows it.",
            new PlanScene(Files(1), Forty).Plan().Refusal?.Message);
        Assert.Equal(
            "1 entry would be deleted on the target, --max-delete allows 0. Nothing was changed. "
            + "See which with --dry-run; a higher --max-delete allows them.",
            new PlanScene(Files(39), Forty) { Options = new PlanOptions { MaxDelete = 0 } }.Plan().Refusal?.Message);
        Assert.Equal(
            "the project has no entry to send, and pushing it would empty the target of 40 entries. Nothing was changed. "
            + "Look with 'lockstep explain PATH' why an entry is left out; --yes pushes it as it is.",
            new PlanScene(Files(0), Forty).Plan().Refusal?.Message);
    }

    [Fact]
    public void Conflicts_are_named_safely_and_not_all()
    {
        string[] names = ["a\u001b[2J", "b", "c", "d", "e"];
        Snapshot Side(string content) => TreeText.Of([.. names.Select(name => $"{name}={content}")]);

        Assert.Equal(
            "the target has its own version of 5 entries that the project has changed: a\\x1b[2J, b, c and 2 more. Nothing was changed. "
            + "Look with 'lockstep diff'; take the target's with 'lockstep pull --force PATH' (yours stays in the project's history); or overwrite it with 'lockstep push --force' (it can be undone).",
            new PlanScene(Side("2"), Side("1"), Side("3")).Plan().Refusal?.Message);
    }

    private static Snapshot Files(int count) => TreeText.Of([.. Enumerable.Range(0, count).Select(i => $"f{i:d3}={i}")]);
}
