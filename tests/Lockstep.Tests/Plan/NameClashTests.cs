using Lockstep.Plan;
using Lockstep.Plan.Names;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>What a target that folds case would make one name of is refused before anything is sent.</summary>
public sealed class NameClashTests
{
    [Theory]
    [InlineData("", "readme=1; README=2", "README and readme")]
    [InlineData("", "a/b=1; A/b=2", "A and a")]
    [InlineData("d/ !755", "d/x=1; d/X=2; d/Y=3", "d/X and d/x")]
    [InlineData("", "ä=1; Ä=2", "Ä and ä")]
    [InlineData("old=12345", "New=12345; new=2", "New and new")]
    public void New_names_that_are_one_there_are_refused(string before, string after, string pair)
    {
        Refusal? refusal = Plan(before, after, NameFolding.Case).Refusal;
        Assert.Equal(RefusalKind.NameClash, refusal?.Kind);
        Assert.Contains($"overwrite the other: {pair}. Nothing", refusal?.Message, StringComparison.Ordinal);
        Assert.Null(Plan(before, after, NameFolding.None).Refusal);
    }

    [Theory]
    [InlineData("\u00e9=1; e\u0301=2", NameFolding.Form, true)]
    [InlineData("\u00e9=1; e\u0301=2", NameFolding.Case, true)]
    [InlineData("\u00c9=1; e\u0301=2", NameFolding.Case, true)]
    [InlineData("\u00c9=1; e\u0301=2", NameFolding.Form, false)]
    [InlineData("readme=1; README=2", NameFolding.Form, false)]
    [InlineData("\u00e9=1; e=2", NameFolding.Form, false)]
    public void Names_that_are_one_by_their_form_are_refused_where_that_counts(string after, NameFolding folding, bool isRefused)
    {
        Assert.Equal(isRefused, Plan("", after, folding).Refusal?.Kind == RefusalKind.NameClash);
        Assert.Null(Plan("", after, NameFolding.None).Refusal);
    }

    [Theory]
    [InlineData("", "a=1; b=2; A1=3")]
    [InlineData("", "d/a=1; e/A=2")]
    [InlineData("A=1; a=1", "A=2; a=3")]
    public void Others_are_not(string before, string after) => Assert.Null(Plan(before, after, NameFolding.Case).Refusal);

    private static SyncPlan Plan(string before, string after, NameFolding foldsNames) =>
        new PlanScene(Tree(after), Tree(before)) { FoldsNames = foldsNames }.Plan();

    private static Snapshot Tree(string lines) => TreeText.Of(lines.Split("; ", StringSplitOptions.RemoveEmptyEntries));
}
