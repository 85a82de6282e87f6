using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>Whose a target is and whether a first push goes, a case a line.</summary>
public sealed class FirstContactTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("clean", true, "a=2", true)]
    [InlineData("clean", false, "a=2", false)]
    [InlineData("clean", null, "a=2", false)]
    [InlineData("dirty", true, "a=2", false)]
    [InlineData("plain", null, "a=2", false)]
    [InlineData("plain", null, "", false)]
    [InlineData("old", null, "a=2", true)]
    [InlineData("none", null, "a=2", true)]
    public void A_first_push_that_replaces_goes_where_the_last_run_is_a_commit_of_ours(string last, bool? isContained, string project, bool goes) =>
        Assert.Equal(goes, FirstContact.Judge(Last(last), isContained, Plan(project, baseline: "a=1")) is null);

    [Theory]
    [InlineData("clean", false, false)]
    [InlineData("dirty", true, false)]
    [InlineData("plain", null, true)]
    public void What_is_new_may_be_what_the_other_deleted_where_git_could_tell(string last, bool? isContained, bool goes) =>
        Assert.Equal(goes, FirstContact.Judge(Last(last), isContained, Plan("a=1; b=2", baseline: "a=1")) is null);

    [Theory]
    [InlineData("clean")]
    [InlineData("dirty")]
    [InlineData("plain")]
    public void A_push_that_changes_nothing_needs_no_leave(string last) => Assert.Null(FirstContact.Judge(Last(last), isContained: false, Plan("a=1", baseline: "a=1")));

    [Theory]
    [InlineData("git:1", "git:1", false)]
    [InlineData("git:1", "git:2", true)]
    [InlineData("git:1/shop", "git:1/blog", true)]
    [InlineData("git:1", "dir:1", true)]
    [InlineData("", "git:1", false)]
    [InlineData("git:1", "", false)]
    public void A_target_is_in_doubt_where_both_projects_are_known_and_differ(string theirs, string ours, bool isInDoubt) =>
        Assert.Equal(isInDoubt, ProjectClaim.IsInDoubt(Run(new RunSource(theirs, "~/theirs")), new RunSource(ours, "~/ours")));

    [Theory]
    [InlineData("git:1/shop", "git:2/shop", true, true)]
    [InlineData("git:1/shop", "git:2/blog", true, false)]
    [InlineData("git:1/shop", "git:2/shop", false, false)]
    [InlineData("git:1/shop", "git:2/shop", null, false)]
    public void Another_first_commit_is_the_same_repository_where_it_has_the_others_commit(string theirs, string ours, bool? isContained, bool isSame) =>
        Assert.Equal(isSame, ProjectClaim.IsSameRepository(new RunSource(theirs, ""), new RunSource(ours, ""), isContained));

    [Fact]
    public void A_refusal_names_person_directory_run_time_and_commit()
    {
        PastRun last = Run(new RunSource("git:1", "~/small") { Commit = Commit });
        const string Named = "run 7 of bo@lap from ~/small (2027-01-15 08:00:00 UTC, commit 0123456 with changes)";
        Assert.Contains(Named, ProjectClaim.Refuse(last, new RunSource("git:2", "~/app")).Message, StringComparison.Ordinal);
        Assert.Contains(Named, FirstContact.Judge(last, isContained: true, Plan("a=2", baseline: "a=1"))!.Message, StringComparison.Ordinal);
    }

    private static SyncPlan Plan(string project, string baseline)
    {
        PlanDraft draft = PlanDraft.Compare(new PlanInput(TreeText.Picture(project), TreeText.Picture(baseline), [], new PlanOptions { AllowsEmpty = true }) { IsProbed = true });
        return draft.Complete([.. draft.WantedContents.Select(wanted => wanted.Entry.Content)]);
    }

    private static PastRun? Last(string kind) => kind switch
    {
        "clean" => Run(new RunSource("git:1", "~/small") { Commit = Commit, IsClean = true }),
        "dirty" => Run(new RunSource("git:1", "~/small") { Commit = Commit }),
        "plain" => Run(new RunSource("dir:1", "~/small")),
        "old" => Run(source: null),
        _ => null,
    };

    private static PastRun Run(RunSource? source) =>
        new(7, DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000), "bo@lap", default, default, 0) { Source = source };
}
