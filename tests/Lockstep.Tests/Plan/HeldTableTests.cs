using Lockstep.Plan;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Plan;

/// <summary>
/// What a plan says where several clients push to one target, case by case: the project, what it held when it and the target last agreed, the baseline, which another
/// client's run may have changed, and the target; then the plan's lines. A <c>clash</c> is a conflict with another client's run.
/// </summary>
public sealed class HeldTableTests
{
    /// <summary>Project, held, baseline, lines.</summary>
    public static TheoryData<string, string, string, string> Runs => new()
    {
        // Changed here only: put.
        { "a=2; b=1", "a=1; b=1", "a=1; b=1", "update a" },
        { "a=1; n=2", "a=1", "a=1", "add n" },
        { "b=1", "a=1; b=1", "a=1; b=1", "delete a" },
        { "a=1 !600", "a=1", "a=1", "mode a" },

        // Changed there only: stays.
        { "a=1", "a=1", "a=2", "kept a" },
        { "a=1", "a=1", "a=1 !600", "kept a" },
        { "a=1; b=1", "a=1; b=1", "a=1", "kept b" },
        { "a=1", "a=1", "a=1; n=2", "kept n" },
        { "a=1", "a=1", "a=1; d/n=2", "kept d; kept d/n" },
        { "a=1", "a=1", "a/n=2", "kept a; kept a/n" },
        { "a=1; d/x=2", "a=1; d/x=2", "a=1", "kept d; kept d/x" },
        { "l -> a", "l -> a", "l -> b", "kept l" },

        // Each its own path.
        { "a=2; b=1", "a=1; b=1", "a=1; b=3", "update a; kept b" },
        { "a=1; n=2", "a=1", "a=3; m=4", "add n; kept a; kept m" },
        { "a=1", "a=1; b=1", "a=2; b=1", "delete b; kept a" },

        // Both to the same.
        { "a=2", "a=1", "a=2", "" },
        { "a=1; n=2", "a=1", "a=1; n=2", "" },
        { "a=1", "a=1; b=1", "a=1", "" },
        { "a=1 !600", "a=1", "a=1 !600", "" },

        // Both, differently.
        { "a=3", "a=1", "a=2", "clash a" },
        { "a=1; b=2", "a=1; b=1", "a=1", "clash b" },
        { "b=1", "a=1; b=1", "a=2; b=1", "clash a" },
        { "a=1; n=2", "a=1", "a=1; n=3", "clash n" },
        { "a=1; n=2", "a=1", "a=1; n=2 !600", "clash n" },
        { "a=1 !700", "a=1", "a=1 !600", "clash a" },
        { "a=1 !600", "a=1", "a=2", "clash a" },
        { "a=2", "a=1", "a=1 !664", "update a" },
        { "a=2", "a=1", "a=1 !600", "clash a" },
        { "a/", "a=1", "a=2", "clash a" },

        // A directory that another client deleted is made again for what is new in it, and what else was in it stays
        // deleted.
        { "a=1; d/x=1; d/y=2", "a=1; d/x=1", "a=1", "add d; add d/y; kept d/x" },
        { "a=1; d/e/x=1; d/e/y=2; d/f/z=3", "a=1; d/e/x=1", "a=1", "add d; add d/e; add d/e/y; add d/f; add d/f/z; kept d/e/x" },
        { "a=1; d/e/x=1; d/f/x=1; d/f/z=3", "a=1; d/e/x=1; d/f/x=1", "a=1", "add d; add d/f; add d/f/z; kept d/e; kept d/e/x; kept d/f/x" },
        { "a=1; d/e/x=1; d/y=2", "a=1; d/e/x=1", "a=1; d/n=3", "add d/y; kept d/e; kept d/e/x; kept d/n" },
        { "a=1; d/x=2; d/y=2", "a=1; d/x=1", "a=1", "add d; add d/y; clash d/x" },
        { "a=1; d/ !700; d/y=2", "a=1; d/ !755", "a=1", "clash d" },
        { "a=1; d/x=1; d/y=2", "a=1; d/x=1", "a=1; d=5", "kept d/x; clash d" },

        // A directory goes or makes way only with what was held in it.
        { "a=1", "a=1; d/x=2", "a=1; d/x=2; d/n=3", "delete d/x; kept d/n" },
        { "a=1; d=9", "a=1; d/x=2", "a=1; d/x=2; d/n=3", "update d; delete d/x; clash d/n" },
        { "a=1; d=9", "a=1; d/x=2", "a=1; d/x=2", "update d; delete d/x" },

        // A time is a change with content or mode, or where this project set it.
        { "a=1 @5", "a=1 @5", "a=1 @9", "" },
        { "a=1 @6", "a=1 @5", "a=1 @9", "mode a" },
        { "a=1 @9", "a=1 @5", "a=1 @9", "" },
        { "a=2 @6", "a=1 @5", "a=1 @9", "update a" },
        { "a=1 !600 @5", "a=1 @5", "a=1 @9", "mode a" },
        { "d/ @5", "d/ @5", "d/ @9", "" },
        { "d/ @6", "d/ @5", "d/ @9", "touch d" },
        { "a=1; n=2 @5", "a=1", "a=1; n=2 @9", "" },

        // Where both came to the same content each has its own time.
        { "a=2 @6", "a=1 @5", "a=2 @9", "" },
        { "a=2 !600 @6", "a=1 @5", "a=2 !600 @9", "" },
    };

    /// <summary>Project, held, baseline, target, lines.</summary>
    public static TheoryData<string, string, string, string, string> Drifted => new()
    {
        { "a=1", "a=1", "a=1", "a=2", "drift a" },
        { "a=1", "a=1", "a=2", "a=3", "drift a" },
        { "a=3", "a=1", "a=1", "a=2", "conflict a" },
        { "a=1; b=1", "a=1; b=1", "a=2; b=1", "a=2; b=3", "drift b; kept a" },
        { "a=1", "a=1", "a=1; n=2", "a=1", "forget n" },

        // A directory that another client's run deleted and somebody made again is taken up with what is new in it.
        { "a=1; d/n=2", "a=1; d/", "a=1", "a=1; d/ !700", "mode d; add d/n" },

        // What a pull took: the project holds the target's drift, and goes on from there.
        { "a=2", "a=2", "a=1", "a=2", "adopt a" },
        { "a=3", "a=2", "a=1", "a=2", "update a" },
        { "", "a=2", "a=1", "a=2", "delete a" },
        { "a=3 !644", "a=2 !644", "a=1", "a=2 !664", "update a" },
        { "a=3 !600", "a=2 !644", "a=1", "a=2 !664", "conflict a" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Another_clients_run(string project, string held, string baseline, string lines) =>
        Assert.Equal(lines, Lines(Scene(project, held, baseline)));

    [Theory]
    [MemberData(nameof(Drifted))]
    public void A_run_and_drift(string project, string held, string baseline, string target, string lines)
    {
        var scene = new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline), TreeText.Picture(target))
        {
            Held = TreeText.Picture(held),
            Options = new PlanOptions { Confirmed = true },
        };
        Assert.Equal(lines, Lines(scene));
    }

    [Theory]
    [InlineData("a=1", "a=1", "a=2", "update a")]
    [InlineData("a=3", "a=1", "a=2", "update a")]
    [InlineData("b=1", "a=1; b=1", "a=2; b=1", "delete a")]
    [InlineData("a=1; d=9", "a=1; d/x=2", "a=1; d/x=2; d/n=3", "update d; delete d/n; delete d/x")]
    [InlineData("a=1", "a=1", "a=1; n=2", "kept n")]
    public void Force_puts_ours_and_deletes_nothing_that_is_only_theirs(string project, string held, string baseline, string lines) =>
        Assert.Equal(lines, Lines(Scene(project, held, baseline, new PlanOptions { Force = true })));

    [Theory]
    [InlineData(false, "kept n")]
    [InlineData(true, "delete n")]
    public void A_mirror_deletes_another_clients_entries_only_by_force(bool force, string lines) =>
        Assert.Equal(lines, Lines(Scene("a=1", "a=1", "a=1; n=2", new PlanOptions { IsMirror = true, Force = force })));

    [Theory]
    [InlineData("a=1 @5; d/x=2 @6", "a=1 @9; d/x=2 @9", "")]
    [InlineData("a=1 @5", "a=2 @5", "update a")]
    [InlineData("a=1 !600", "a=1", "mode a")]
    [InlineData("a=1", "a=1; b=2", "delete b")]
    [InlineData("a=1; n=2", "a=1", "add n")]
    public void At_the_first_contact_the_baseline_counts_as_held_but_for_its_times(string project, string baseline, string lines)
    {
        var scene = new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline)) { IsFirstContact = true };
        Assert.Equal(lines, Lines(scene));
    }

    [Theory]
    [InlineData("a=1; p=2", "a=1; p=2", "a=1", "a=1; p=2", "adopt p")]
    [InlineData("a=1; p=3", "a=1; p=2", "a=1", "a=1; p=2", "update p")]
    [InlineData("a=1; p=2", "a=1; p=2", "a=1", "a=1; p=4", "drift p")]
    [InlineData("a=1; p=3", "a=1; p=2", "a=1", "a=1; p=4", "conflict p")]
    [InlineData("a=1; p=2", "a=1; p=2", "a=1", "a=1", "kept p")]
    public void What_was_held_is_still_ours_when_the_rule_that_protected_it_goes(string project, string held, string baseline, string target, string lines)
    {
        var scene = new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline), TreeText.Picture(target)) { Held = TreeText.Picture(held), ProbesOnlyHeld = true };
        Assert.Equal(lines, Lines(scene));
    }

    [Fact]
    public void Where_another_clients_undo_took_the_root_away_what_is_new_here_makes_it_again()
    {
        var scene = new PlanScene(TreeText.Picture("a=1; n=2"), Snapshot.Absent) { Held = TreeText.Picture("a=1") };

        Assert.Equal("add n; kept a", Lines(scene));
        Assert.True(scene.Plan().Changes[0].Path.IsRoot);
    }

    [Fact]
    public void Where_nothing_else_is_probed_a_new_path_is_not()
    {
        var scene = new PlanScene(TreeText.Picture("a=1; n=2; p=3"), TreeText.Picture("a=1")) { Held = TreeText.Picture("a=1; p=3"), ProbesOnlyHeld = true, Probes = false };

        Assert.Equal([RelativePath.Parse("p")], scene.Draft().UnmanagedProbe);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "update a")]
    public void A_file_is_read_again_unless_it_has_the_stamp_it_was_held_with(bool keepsStamps, string lines)
    {
        var scene = new PlanScene(TreeText.Picture("a=1 @9"), TreeText.Picture("a=2 @9")) { KeepsStamps = keepsStamps };
        Assert.Equal(lines, Lines(scene));
        Assert.Equal(keepsStamps ? 0 : 1, scene.Draft().WantedContents.Count);
    }

    [Theory]
    [InlineData("a=1; b=2 @5; n=3", "a=1; b=2 @5", "a=1; b=2 @9", "a=1; b=2 @5; n=3")]
    [InlineData("a=1 @7", "a=1 @5", "a=2", "a=1 @7")]
    [InlineData("a=1; k=5", "a=1; b=2; k=5", "a=1; b=2; k=6", "a=1; k=5")]
    [InlineData("a=1", "a=1; p=2", "a=1; p=2", "a=1; p=2")]
    [InlineData("a=2; n=3 @9", "a=2", "a=2; n=3 @5", "a=2; n=3 @9")]
    [InlineData("a=1", "a=1; g=2", "a=1", "a=1")]
    public void The_project_holds_what_is_in_step_or_kept_or_protected(string project, string held, string baseline, string after)
    {
        SyncPlan plan = new PlanScene(TreeText.Picture(project), TreeText.Picture(baseline)) { Held = TreeText.Picture(held), Protected = ["p"] }.Plan();

        Snapshot result = plan.HeldAfter(plan.Held!, index => plan.Changes[index].After with { Content = TreeText.Picture(project).Find(plan.Changes[index].Path).Content }, []);
        Assert.Equal(TreeText.Flatten(TreeText.Picture(after)), TreeText.Flatten(result));
    }

    [Fact]
    public void Bits_that_a_pull_left_out_stay_there_and_are_not_held()
    {
        SyncPlan plan = new PlanScene(TreeText.Picture("a=3 !644"), TreeText.Picture("a=2 !664")) { Held = TreeText.Picture("a=2 !644") }.Plan();

        Change change = Assert.Single(plan.Changes);
        Assert.Equal(0x1b4, change.After.Mode);
        Assert.Equal(0x1a4, plan.HeldAfter(plan.Held!, _ => change.After, []).Find(change.Path).Mode);
        Assert.Equal(0x1b4, plan.ResultAfter(_ => change.After, []).Find(change.Path).Mode);
    }

    [Fact]
    public void What_clashes_or_failed_is_held_as_before()
    {
        SyncPlan plan = new PlanScene(TreeText.Picture("a=3; b=2; d/x=1"), TreeText.Picture("a=2; b=1")) { Held = TreeText.Picture("a=1; b=1") }.Plan();

        Snapshot result = plan.HeldAfter(plan.Held!, index => plan.Changes[index].After, [RelativePath.Parse("b"), RelativePath.Parse("d")]);
        Assert.Equal(TreeText.Flatten(TreeText.Picture("a=1; b=1")), TreeText.Flatten(result));
    }

    [Fact]
    public void What_was_put_is_held_with_the_stamp_it_was_compared_with_unless_it_changed_meanwhile()
    {
        SyncPlan plan = new PlanScene(TreeText.Picture("a=2; b=2"), TreeText.Picture("a=1; b=1")).Plan();

        Snapshot held = plan.HeldAfter(plan.Held!, index => index == 0 ? plan.Changes[index].After : plan.Changes[index].After with { ModifiedNs = 77 }, []);
        held.Find(RelativePath.Parse("a"), out FileStamp put);
        held.Find(RelativePath.Parse("b"), out FileStamp changed);
        Assert.Equal((2ul, 0ul), (put.Inode, changed.Inode));
    }

    [Fact]
    public void The_refusal_tells_another_clients_run_from_drift()
    {
        SyncPlan clash = Scene("a=3", "a=1", "a=2").Plan();
        SyncPlan drift = new PlanScene(TreeText.Picture("a=3"), TreeText.Picture("a=1"), TreeText.Picture("a=2")).Plan();

        Assert.StartsWith("another client's push has changed 1 entry that the project has changed too: a.", clash.Refusal!.Message, StringComparison.Ordinal);
        Assert.StartsWith("the target has its own version of 1 entry", drift.Refusal!.Message, StringComparison.Ordinal);
    }

    private static PlanScene Scene(string project, string held, string baseline, PlanOptions? options = null) =>
        new(TreeText.Picture(project), TreeText.Picture(baseline)) { Held = TreeText.Picture(held), Options = options ?? new PlanOptions { Confirmed = true } };

    private static string Lines(PlanScene scene) => string.Join("; ", scene.Lines());

    /// <summary>A snapshot in which a directory has a content is written and never read again, so that the whole memory was lost.</summary>
    [Fact]
    public void A_directory_that_both_sides_put_in_the_place_of_a_file_is_held_without_its_content()
    {
        SyncPlan plan = new PlanScene(TreeText.Picture("a/ !755"), TreeText.Picture("a=1"), TreeText.Picture("a/ !775")).Plan();

        EntryEdit held = Assert.Single(plan.HeldEdits, edit => edit.Path == RelativePath.Parse("a"));
        Assert.True(held.Entry.IsDirectory);
        Assert.False(held.Entry.Content.IsKnown);
    }
}
