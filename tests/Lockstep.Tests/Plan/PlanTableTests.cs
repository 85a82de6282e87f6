using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>
/// What a plan says, case by case: project, baseline and, where somebody changed it, the target as they stand; then the plan's lines.
/// </summary>
public sealed class PlanTableTests
{
    /// <summary>Project, baseline, lines.</summary>
    public static TheoryData<string, string, string> Clean => new()
    {
        { "a=1; d/x=2; l -> a", "a=1; d/x=2; l -> a", "" },
        { "a=1; b=2", "a=1", "add b" },
        { "d/x=1; d/y=2", "", "add d; add d/x; add d/y" },
        { "", "a=1; d/x=2", "delete a; delete d; delete d/x" },
        { "a=2", "a=1", "update a" },
        { "a=22", "a=1", "update a" },
        { "l -> b", "l -> a", "update l" },
        { "a=1 !600", "a=1", "mode a" },
        { "a=1 @9", "a=1", "mode a" },
        { "d/ !700", "d/", "mode d" },
        { "d/ @9", "d/", "touch d" },
        { "l -> a @9", "l -> a", "mode l" },

        // Size and time prove nothing.
        { "a=1 @9", "a=2 @9", "update a" },
        { "a=1 @9", "a=22 @9", "update a" },

        // Type changes, in both directions.
        { "a/", "a=1", "update a" },
        { "a/x=2", "a=1", "update a; add a/x" },
        { "a=1", "a/", "update a" },
        { "a=9", "a/d/x=1; a/y=2", "update a; delete a/d; delete a/d/x; delete a/y" },
        { "a -> b", "a=1", "update a" },
        { "a=1", "a -> b", "update a" },
        { "a -> b", "a/x=1", "update a; delete a/x" },
        { "a/x=1", "a -> b", "update a; add a/x" },

        // Renames: each deleted file becomes one new one, by name, then by directory, then by path.
        { "b=1", "a=1", "rename b from a" },
        { "e/a=1; e/b=2", "d/a=1; d/b=2", "delete d; add e; rename e/a from d/a; rename e/b from d/b" },
        { "z/a=1; z/b=1", "d/b=1; e/a=1", "delete d; delete e; add z; rename z/a from e/a; rename z/b from d/b" },
        { "d/c=1; y=0", "d/b=1; a=1; y=0", "delete a; rename d/c from d/b" },
        { "b=1; c=1", "a=1", "rename b from a; add c from a" },
        { "b=1 !600 @9", "a=1", "rename b from a" },
        { "b=", "a=", "delete a; add b" },
        { "b -> x", "a -> x", "delete a; add b" },
        { "b=1", "a=2", "delete a; add b" },

        // Copies: the target has the content somewhere, even if it is replaced by the same plan.
        { "a=1; b=1", "a=1", "add b from a" },
        { "a=2; b=1", "a=1", "update a; add b from a" },
        { "a=2 @5; b=1 @5", "a=1; b=2", "update a from b; update b from a" },
    };

    /// <summary>Project, baseline, target, lines.</summary>
    public static TheoryData<string, string, string, string> Drifted => new()
    {
        // Changed there only: it stays.
        { "a=1", "a=1", "a=2", "drift a" },
        { "a=1 @9", "a=1 @9", "a=2 @9", "drift a" },
        { "a=1", "a=1", "", "drift a" },
        { "a=1", "a=1", "a=1 !600", "drift a" },
        { "a=1", "a=1", "a/x=2", "drift a" },
        { "a=1 @9", "a=1", "a=2", "drift a" },
        { "d/x=1", "d/x=1", "", "drift d; drift d/x" },

        // A time alone is no drift.
        { "a=1", "a=1", "a=1 @9", "" },
        { "d/", "d/", "d/ @9", "" },
        { "a=1 @5", "a=1", "a=1 @9", "mode a" },
        { "a=1 @9", "a=1", "a=1 @9", "adopt a" },
        { "", "a=1", "a=1 @9", "delete a" },

        // Changed on both sides to the same.
        { "a=2", "a=1", "a=2", "adopt a" },
        { "a=2 @9", "a=1", "a=2", "adopt a" },
        { "a=2 @9", "a=11", "a=2 @9", "adopt a" },
        { "a=2 @9", "a=1 @9", "a=2 @9", "adopt a" },
        { "a/", "a=1", "a/", "adopt a" },
        { "", "a=1", "", "forget a" },
        { "", "d/x=1", "", "forget d" },
        { "", "d/x=1", "d/", "delete d; forget d/x" },

        // Changed on both sides, differently.
        { "a=3", "a=1", "a=2", "conflict a" },
        { "a=3 @9", "a=11", "a=2 @9", "conflict a" },
        { "a=3 @9", "a=1 @9", "a=2 @9", "conflict a" },
        { "a=3", "a=1", "", "conflict a" },
        { "", "a=1", "a=2", "conflict a" },
        { "a=1 !700", "a=1", "a=1 !600", "conflict a" },
        { "a/", "a=1", "a=2", "conflict a" },
        { "a=1 !600", "a=1", "a=2", "conflict a" },
        { "d/x=1; d/y=2", "d/x=1", "", "add d; add d/y; drift d/x" },
        { "d/x=1; d/e/y=2", "d/x=1", "", "add d; add d/e; add d/e/y; drift d/x" },
        { "", "a=1", "a=1 !600", "delete a" },
    };

    /// <summary>Project, baseline, target with entries that Lockstep never put there, lines.</summary>
    public static TheoryData<string, string, string, string> Unmanaged => new()
    {
        { "a=1", "a=1", "a=1; u=2", "" },
        { "a=1; b=2", "a=1", "a=1; b=2", "adopt b" },
        { "a=1; b=2", "a=1", "a=1; b=2 @9", "adopt b" },
        { "a=1; b=2", "a=1", "a=1; b=2 !600", "mode b" },
        { "a=1; b=2", "a=1", "a=1; b=3", "conflict b" },
        { "a=1; b=2", "a=1", "a=1; b/", "conflict b" },
        { "a=1; d/x=2", "a=1", "a=1; d/y=3", "add d/x; adopt d" },
        { "a=1; d/x=2", "a=1", "a=1; d/ !700; d/y=3", "mode d; add d/x" },
        { "a=1; d/x=2", "a=1", "a=1; d/x=2", "adopt d; adopt d/x" },
        { "a=1; d/x=2", "a=1", "a=1; d=3", "conflict d; conflict d/x" },
        { "", "d/x=1", "d/x=1; d/u=2", "delete d; delete d/x" },
    };

    public static TheoryData<string, string, string, string> Mirrored => new()
    {
        { "a=1", "a=1", "a=1; u=2", "delete u" },
        { "a=1", "a=1", "a=1; u/v/w=2", "delete u; delete u/v; delete u/v/w" },
        { "a=1; d/", "a=1; d/", "a=1; d/u=2", "delete d/u" },
        { "a=1; b=2", "a=1", "a=1; u=2", "rename b from u" },
        { "a=1", "a=1", "a=1; p/u=2; p/v=3", "" },
    };

    public static TheoryData<string, string, string, string> Forced => new()
    {
        { "a=1", "a=1", "a=2", "update a" },
        { "a=1 @9", "a=1 @9", "a=2 @9", "update a" },
        { "a=1", "a=1", "", "add a" },
        { "a=1", "a=1", "a=1 @9", "mode a" },
        { "a=3", "a=1", "a=2", "update a" },
        { "a=3 @9", "a=11", "a=2 @9", "update a" },
        { "", "a=1", "a=2", "delete a" },
        { "d/x=1; d/y=2", "d/x=1", "", "add d; add d/x; add d/y" },
        { "a=1; b=2", "a=1", "a=1; b=3", "update b" },
        { "a=2", "a=1", "a=2", "adopt a" },
    };

    [Theory]
    [MemberData(nameof(Clean))]
    public void Clean_target(string project, string baseline, string lines) =>
        Assert.Equal(lines, Lines(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline))));

    [Theory]
    [MemberData(nameof(Drifted))]
    public void Drifted_target(string project, string baseline, string target, string lines) =>
        Assert.Equal(lines, Lines(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline), TreeText.Picture(target))));

    [Theory]
    [MemberData(nameof(Unmanaged))]
    public void Target_with_unmanaged_entries(string project, string baseline, string target, string lines) =>
        Assert.Equal(lines, Lines(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline), TreeText.Picture(target))));

    [Theory]
    [MemberData(nameof(Mirrored))]
    public void Mirrored_target(string project, string baseline, string target, string lines)
    {
        var scene = new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline), TreeText.Picture(target))
        {
            Options = new PlanOptions { IsMirror = true },
            Protected = ["p"],
        };
        Assert.Equal(lines, Lines(scene));
    }

    [Theory]
    [MemberData(nameof(Forced))]
    public void Forced_target(string project, string baseline, string target, string lines)
    {
        var scene = new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline), TreeText.Picture(target))
        {
            Options = new PlanOptions { Force = true },
        };
        Assert.Equal(lines, Lines(scene));
        Assert.Empty(scene.Plan().Conflicts);
    }

    [Theory]
    [InlineData("a=1", "a=1; p=2", "forget p")]
    [InlineData("a=1", "a=1; p/x=2", "forget p; forget p/x")]
    [InlineData("a=1", "a=1; d/p=2; d/x=3", "delete d; delete d/x; forget d/p")]
    [InlineData("a=1; p=3", "a=1; p=2", "update p")]
    public void What_the_filter_excludes_is_not_deleted_but_forgotten(string project, string baseline, string lines) =>
        Assert.Equal(lines, Lines(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline)) { Protected = ["p", "d/p"] }));

    [Theory]
    [InlineData("a=1; d/", "a=1; d/x=1; d/e/y=2; b=3", "delete b")]
    [InlineData("a=1; d/x=5", "a=1; d/x=1; d/y=2", "update d/x")]
    [InlineData("a=1; d/e/", "a=1; d/e/x=1; d/y=2", "")]
    public void Nothing_is_deleted_below_what_could_not_be_read(string project, string baseline, string lines) =>
        Assert.Equal(lines, Lines(new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline)) { Unreadable = ["d"] }));

    [Theory]
    [InlineData("b=1", "a=1", "add b from a")]
    [InlineData("", "a=1; d/x=2", "")]
    public void Nothing_is_deleted_when_deletes_are_off(string project, string baseline, string lines)
    {
        var scene = new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline))
        {
            Options = new PlanOptions { Deletes = false, Confirmed = true },
        };
        Assert.Equal(lines, Lines(scene));
    }

    [Fact]
    public void Files_that_may_have_been_written_within_a_tick_of_the_clock_are_compared_by_content()
    {
        var scene = new PlanScene(TreeText.Picture("a=1 @9; b=1 @8; c=3 @9"), TreeText.Picture("a=2 @9; b=2 @8; c=3 @9"))
        {
            Options = new PlanOptions { ModifiedSinceNs = 9_000_000_000 },
            KeepsStamps = true,
        };
        Assert.Equal("update a", Lines(scene));
    }

    [Fact]
    public void Contents_are_compared_on_demand()
    {
        var scene = new PlanScene(TreeText.Picture("a=1 @9; b=2"), TreeText.Picture("a=2 @9; b=2"))
        {
            Options = new PlanOptions { ComparesContent = true },
            KeepsStamps = true,
        };
        Assert.Equal("update a", Lines(scene));
        Assert.Equal(["a", "b"], scene.Draft().WantedContents.Select(wanted => wanted.Path.ToString()));
    }

    [Theory]
    [InlineData(163_840, 65_536, Transfer.Delta)]
    [InlineData(163_839, 65_536, Transfer.Whole)]
    [InlineData(163_840, 65_535, Transfer.Whole)]
    public void Large_files_are_sent_as_deltas(long length, long previous, Transfer transfer)
    {
        Snapshot project = TreeText.Of().With([new(RelativePath.Parse("a"), TreeText.File("1", length))]);
        Snapshot baseline = TreeText.Of().With([new(RelativePath.Parse("a"), TreeText.File("2", previous))]);

        Assert.Equal(transfer, Assert.Single(new PlanScene(project, baseline).Plan().Changes).Transfer);
    }

    [Theory]
    [InlineData(3, 65_536, Transfer.Delta)]
    [InlineData(3, 65_535, Transfer.Whole)]
    [InlineData(2, 65_536, Transfer.Whole)]
    public void Files_that_are_large_together_are_sent_as_deltas(int count, long length, Transfer transfer)
    {
        Snapshot Files(string content) =>
            TreeText.Of().With([.. Enumerable.Range(0, count).Select(i => new EntryEdit(RelativePath.Parse($"{i}"), TreeText.File($"{i}{content}", length)))]);

        Assert.All(new PlanScene(Files("new"), Files("old")).Plan().Changes, change => Assert.Equal(transfer, change.Transfer));
    }

    [Fact]
    public void Everything_is_put_again_where_the_target_is_gone()
    {
        var scene = new PlanScene(TreeText.Picture("a=1; d/x=2"), TreeText.Picture("a=1; b=3; d/x=2"), Snapshot.Absent);

        Assert.Equal("add a; add d; add d/x; forget b", Lines(scene));
        Assert.Equal(ChangeKind.Add, scene.Plan().Changes[0].Kind);
        Assert.True(scene.Plan().Changes[0].Path.IsRoot);
    }

    [Fact]
    public void The_roots_own_metadata_is_part_of_the_plan_but_of_no_count()
    {
        Snapshot project = TreeText.Picture("a=1").With([new(RelativePath.Root, TreeText.Directory with { Mode = 0x1c0 })]);
        SyncPlan plan = new PlanScene(project, TreeText.Picture("a=1")).Plan();

        Change change = Assert.Single(plan.Changes);
        Assert.Equal(ChangeKind.Mode, change.Kind);
        Assert.True(change.Path.IsRoot && change.IsHousekeeping);
        Assert.Equal(new PlanCounts { Unchanged = 1 }, plan.Counts);
        Assert.Equal(project.Root, plan.Result.Root);
    }

    private static string Lines(PlanScene scene) => string.Join("; ", scene.Lines());
}
