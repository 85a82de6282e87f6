using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: two checkouts push to one target. What only the other one changed stays, what both changed differently is refused, and nothing is reverted or deleted
/// unless its owner or <c>--force</c> says so.
/// </summary>
public sealed class PushRevertsAnotherClientsChangeTests
{
    [Fact]
    public async Task What_the_other_changed_stays_when_I_push_something_else()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        bob.Tree.Write("new/of/bob", "bob's");
        await bob.PushWellAsync();

        ann.Tree.Write("a", "ann's");
        RunSummary summary = await ann.PushWellAsync();

        Assert.Equal(("ann's", "bob's", "bob's"), (scene.OnTarget("a"), scene.OnTarget("b"), scene.OnTarget("new/of/bob")));
        Assert.Equal((1, 0, 4), (summary.Updated, summary.Deleted, summary.KeptOfOthers));
        Assert.Contains("kept: 4 changed by bob@desk in run 2 (lockstep pull takes them)", ann.Told.Notes);
    }

    [Fact]
    public async Task Status_tells_who_changed_it_and_not_that_it_is_not_pushed()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();

        TargetStatus status = await ann.StatusAsync();
        Assert.Empty(status.Changes);
        Assert.Empty(status.Drift);
        (Difference difference, PastRun? run) = Assert.Single(status.Others);
        Assert.Equal(("b", 2L, "bob@desk"), (difference.Path.ToString(), run?.Run, run?.Owner));
        Assert.Contains("  others      1: b (changed there by bob@desk in run 2)", StatusText.Of("app", status, namesAll: false, DateTimeOffset.UtcNow, new Paint(IsOn: false)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_new_in_a_directory_that_the_other_deleted_arrives_and_nothing_else_comes_back(bool isRemovedByHand)
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        if (isRemovedByHand)
        {
            scene.Target.Remove(RelativePath.Parse("d"));
        }
        else
        {
            bob.Tree.Remove(RelativePath.Parse("d"));
            await bob.PushWellAsync();
        }

        ann.Tree.Write("d/new/of/ann", "ann's");
        RunSummary summary = await ann.PushWellAsync();
        Assert.Equal((4, 0, 0), (summary.Added, summary.Updated, summary.Deleted));
        Assert.Equal(("ann's", null), (scene.OnTarget("d/new/of/ann"), scene.OnTarget("d/x")));

        Assert.Equal(ExitCode.Done, (await ann.PullAsync()).Exit);
        Assert.Equal(("ann's", null), (SeveralCheckouts.Read(ann.Tree, "d/new/of/ann"), SeveralCheckouts.Read(ann.Tree, "d/x")));
        RunSummary after = await ann.PushWellAsync();
        Assert.Equal((0, 0, 0, 0, 0), (after.Added, after.Updated, after.Deleted, after.KeptOfOthers, after.Drift));
    }

    [Fact]
    public async Task What_is_new_where_the_other_put_a_file_in_the_directorys_place_is_refused_and_each_remedy_works()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Remove(RelativePath.Parse("d"));
        bob.Tree.Write("d", "a file now");
        await bob.PushWellAsync();
        ann.Tree.Write("d/new", "ann's");

        RunSummary refused = await ann.PushAsync();
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Contains("another client's push has changed 1 entry that the project has changed too: d.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("d was changed by bob@desk in run 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal("a file now", scene.OnTarget("d"));
        await ann.PushWellAsync(SeveralCheckouts.Plain with { Force = true });
        Assert.Equal("ann's", scene.OnTarget("d/new"));
    }

    [Fact]
    public async Task What_is_new_there_in_a_directory_that_was_deleted_here_comes_with_a_pull_alone()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("d/new", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Remove(RelativePath.Parse("d"));

        RunSummary pulled = await ann.PullAsync();
        Assert.True(pulled.Exit == ExitCode.Done, PushScene.Describe(pulled));
        Assert.Equal(("bob's", null), (SeveralCheckouts.Read(ann.Tree, "d/new"), SeveralCheckouts.Read(ann.Tree, "d/x")));
        await ann.PushWellAsync();
        Assert.Equal(("bob's", null), (scene.OnTarget("d/new"), scene.OnTarget("d/x")));
    }

    [Fact]
    public async Task After_an_own_undo_what_the_run_had_put_is_put_again_also_where_the_undo_found_it_gone_and_nothing_else_is()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Remove(RelativePath.Parse("b"));
        await bob.PushWellAsync();
        scene.Target.Write("d/x", "edited there");
        ann.Tree.Write("d/y", "ann's");
        await ann.PushWellAsync();

        // Somebody removes it on the target before it is undone: the undo changes nothing there, and takes it back all
        // the same.
        scene.Target.Remove(RelativePath.Parse("d/y"));
        Assert.Equal(ExitCode.Done, (await ann.UndoAsync()).Exit);
        RunSummary summary = await ann.PushWellAsync();
        Assert.Equal((1, 0, 0), (summary.Added, summary.Updated, summary.Deleted));
        Assert.Equal(("ann's", null, "edited there"), (scene.OnTarget("d/y"), scene.OnTarget("b"), scene.OnTarget("d/x")));
    }

    [Fact]
    public async Task What_the_other_deleted_does_not_come_back()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Remove(RelativePath.Parse("b"));
        bob.Tree.Remove(RelativePath.Parse("d"));
        await bob.PushWellAsync();

        ann.Tree.Write("a", "ann's");
        await ann.PushWellAsync();

        Assert.Equal(("ann's", null, null), (scene.OnTarget("a"), scene.OnTarget("b"), scene.OnTarget("d/x")));
    }

    [Fact]
    public async Task A_push_of_nothing_reverts_nothing_however_often_it_comes()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        RunSummary his = await bob.PushWellAsync();

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, (await ann.PushWellAsync()).Run);
        }

        Assert.Equal("bob's", scene.OnTarget("b"));
        Assert.Equal(his.Run, (await ann.StatusAsync()).LastRun);
    }

    [Fact]
    public async Task What_both_changed_differently_is_refused_and_nothing_is_changed()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Write("b", "ann's");
        ann.Tree.Write("a", "ann's");

        RunSummary summary = await ann.PushAsync();

        Assert.Equal(ExitCode.Refused, summary.Exit);
        Assert.Contains("another client's push has changed 1 entry that the project has changed too: b", summary.Message, StringComparison.Ordinal);
        Assert.Contains(" b was changed by bob@desk in run 2 on ", summary.Message, StringComparison.Ordinal);
        Assert.Equal(("one", "bob's"), (scene.OnTarget("a"), scene.OnTarget("b")));
    }

    [Fact]
    public async Task Force_puts_ours_and_undo_gives_theirs_back()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Write("b", "ann's");

        await ann.PushWellAsync(SeveralCheckouts.Plain with { Force = true });
        Assert.Equal("ann's", scene.OnTarget("b"));
        await ann.UndoAsync();
        Assert.Equal("bob's", scene.OnTarget("b"));
    }

    [Fact]
    public async Task What_both_changed_alike_is_no_conflict()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "the same");
        await bob.PushWellAsync();
        ann.Tree.Write("b", "the same");

        Assert.Equal(0, (await ann.PushWellAsync()).Drift);
        ann.Tree.Write("b", "and on");
        await ann.PushWellAsync();

        Assert.Equal("and on", scene.OnTarget("b"));
    }

    [Fact]
    public async Task What_I_deleted_and_the_other_changed_is_refused()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Remove(RelativePath.Parse("b"));

        Assert.Equal(ExitCode.Refused, (await ann.PushAsync()).Exit);
        Assert.Equal("bob's", scene.OnTarget("b"));
    }

    [Fact]
    public async Task A_directory_I_deleted_stays_with_what_the_other_put_in_it()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("d/bob", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Remove(RelativePath.Parse("d"));

        await ann.PushWellAsync();
        Assert.Equal((null, "bob's"), (scene.OnTarget("d/x"), scene.OnTarget("d/bob")));

        bob.Tree.Remove(RelativePath.Parse("d/bob"));
        await bob.PushWellAsync();
        await ann.PushWellAsync();
        Assert.False(scene.Target.TryStat(RelativePath.Parse("d"), out _));
    }

    [Fact]
    public async Task Mirror_does_not_delete_what_the_other_put()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("new", "bob's");
        await bob.PushWellAsync();

        await ann.PushWellAsync(SeveralCheckouts.Plain with { Mirror = true });
        Assert.Equal("bob's", scene.OnTarget("new"));
        await ann.PushWellAsync(SeveralCheckouts.Plain with { Mirror = true, Force = true });
        Assert.Null(scene.OnTarget("new"));
    }

    [Fact]
    public async Task Two_checkouts_of_one_person_do_not_share_what_they_hold()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "one");
        await ann.PushWellAsync();
        string clone = Path.GetDirectoryName(ann.Tree.Root) + "-2";
        GitScene.Git(Path.GetDirectoryName(clone)!, "clone", "--quiet", "repository", clone);
        var other = new LiveTree(Path.Combine(clone, "project"), clock: 7);
        other.Write("a", "one");
        other.Write("b", "two");
        using (var view = ProjectView.Open(new Project("app", other.Root), SeveralCheckouts.Plain.Filter, ann.Client.CacheDirectory))
        {
            RunSummary second = await Push.RunAsync(view, ann.Target, SeveralCheckouts.Plain with { Confirmed = true }, ann.Client, new RecordingObserver(), CancellationToken.None);
            Assert.Equal(ExitCode.Done, second.Exit);
        }

        await ann.PushWellAsync();
        Assert.Equal("two", scene.OnTarget("b"));
    }

    [Fact]
    public async Task A_target_that_was_wiped_is_filled_again()
    {
        using SeveralCheckouts scene = await BothInStepAsync();
        Directory.Delete(Path.GetDirectoryName(scene.Target.Root)!, recursive: true);

        await scene.People[0].PushWellAsync();
        Assert.Equal(("one", "two", "three"), (scene.OnTarget("a"), scene.OnTarget("b"), scene.OnTarget("d/x")));
    }

    internal static async Task<SeveralCheckouts> BothInStepAsync()
    {
        var scene = new SeveralCheckouts("ann", "bob");
        scene.People[0].Tree.Write("a", "one");
        scene.People[0].Tree.Write("b", "two");
        scene.People[0].Tree.Write("d/x", "three");
        scene.People[0].CopyTo(scene.People[1]);
        await scene.People[0].PushWellAsync();
        await scene.People[1].PushWellAsync(SeveralCheckouts.Plain with { Confirmed = true });
        return scene;
    }
}
