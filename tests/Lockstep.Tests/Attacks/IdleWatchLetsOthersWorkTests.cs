using System.Text;
using Lockstep.Files;
using Lockstep.Files.State;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: an idle <c>watch</c> does not hold the target's lock. Others push and undo beside it; its next save
/// goes out, theirs is kept and
/// named, and it is the same connection.
/// </summary>
public sealed class IdleWatchLetsOthersWorkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_client_pushes_and_the_next_save_goes_out_and_theirs_is_kept_and_named(bool isRemote)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann, isRemote);
        await watch.InStepAsync();
        bob.Tree.Write("b", "bob's");
        bob.Tree.Remove(RelativePath.Parse("d"));
        await bob.PushWellAsync();

        ann.Tree.Write("a", "ann's");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "ann's");
        await watch.Seen.UntilAsync(() => watch.Seen.Notes.Any(note => note.StartsWith("kept: 3 changed by bob@desk in run ", StringComparison.Ordinal)));
        ann.Tree.Write("new", "ann's");
        await watch.Seen.UntilAsync(() => scene.OnTarget("new") == "ann's");

        Assert.Equal(("bob's", null), (scene.OnTarget("b"), scene.OnTarget("d/x")));
        Assert.Equal(1, watch.Connections);
        Assert.Empty(watch.Seen.Drift);
        Assert.All(watch.Seen.Batches, batch => Assert.Equal(ExitCode.Done, batch.Summary.Exit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_client_undoes_its_own_run_and_the_watch_goes_on(bool isRemote)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann, isRemote);
        await watch.InStepAsync();
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();
        Assert.Equal(ExitCode.Done, (await bob.UndoAsync()).Exit);

        ann.Tree.Write("a", "ann's");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "ann's");

        Assert.NotEqual("bob's", scene.OnTarget("b"));
        Assert.Equal(1, watch.Connections);
    }

    [Fact]
    public async Task A_file_that_both_changed_is_not_overwritten()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();

        ann.Tree.Write("b", "ann's");
        await watch.Seen.UntilAsync(() => watch.Seen.Drift.Any(difference => difference.Path == RelativePath.Parse("b")));
        Assert.Equal("bob's", scene.OnTarget("b"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ones_own_push_and_undo_beside_ones_own_watch_are_ones_own(bool isRemote)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await using var watch = new WatchedCheckout(ann, isRemote);
        await watch.InStepAsync();
        watch.Controls.Ask(LiveRequest.Pause);
        await watch.Seen.UntilAsync(() => watch.Seen.States.Contains(LiveState.Paused));
        ann.Tree.Write("a", "pushed beside");
        await ann.PushWellAsync();
        Assert.Equal(ExitCode.Done, (await ann.UndoAsync()).Exit);
        await ann.PushWellAsync();
        Assert.Equal("pushed beside", scene.OnTarget("a"));
        watch.Controls.Ask(LiveRequest.SyncNow);

        ann.Tree.Write("a", "saved");
        ann.Tree.Write("b", "saved");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "saved" && scene.OnTarget("b") == "saved");

        Assert.DoesNotContain(watch.Seen.Notes, note => note.Contains("kept:", StringComparison.Ordinal));
        Assert.Empty(watch.Seen.Drift);
        Assert.Equal(1, watch.Connections);
    }

    [Fact]
    public async Task What_is_undone_beside_ones_own_watch_stays_so_until_it_is_saved_again()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        string? before = scene.OnTarget("a");
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        ann.Tree.Write("a", "broken");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "broken");
        Assert.Equal(ExitCode.Done, (await ann.UndoAsync()).Exit);

        ann.Tree.Write("b", "saved");
        await watch.Seen.UntilAsync(() => scene.OnTarget("b") == "saved");
        Assert.Equal(before, scene.OnTarget("a"));
        Assert.Contains(watch.Seen.Notes, note => note.Contains("an undo of your own, was made beside this watch", StringComparison.Ordinal));

        ann.Tree.Write("a", "mended");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "mended");
    }

    [Fact]
    public async Task Where_both_made_runs_only_the_others_is_kept()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        watch.Controls.Ask(LiveRequest.Pause);
        await watch.Seen.UntilAsync(() => watch.Seen.States.Contains(LiveState.Paused));
        ann.Tree.Write("a", "pushed beside");
        await ann.PushWellAsync();
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();
        watch.Controls.Ask(LiveRequest.SyncNow);

        await watch.Seen.UntilAsync(() => watch.Seen.Notes.Any(note => note.StartsWith("kept: 1 changed by bob@desk", StringComparison.Ordinal)));
        Assert.DoesNotContain(watch.Seen.Notes, note => note.Contains("changed by ann", StringComparison.Ordinal));
        ann.Tree.Write("a", "saved");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "saved");
        Assert.Equal("bob's", scene.OnTarget("b"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_save_waits_for_a_run_that_is_under_way_and_says_whose_it_is(bool isRemote)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await using var watch = new WatchedCheckout(ann, isRemote);
        await watch.InStepAsync();
        using (Target.Open(
            Encoding.UTF8.GetBytes(scene.Target.Root), new LockClaimant("bob@desk", "lockstep push (process 4711)"), isPreview: false))
        {
            ann.Tree.Write("a", "ann's");
            await watch.Seen.UntilAsync(() => watch.Seen.Notes.Any(note =>
                note.StartsWith("waiting for another command that is at work on this target: held by bob@desk (process ", StringComparison.Ordinal)
                && note.EndsWith(" UTC, for lockstep push (process 4711)", StringComparison.Ordinal)));
            Assert.NotEqual("ann's", scene.OnTarget("a"));
        }

        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "ann's");
        Assert.Equal(1, watch.Connections);
    }

    [Fact]
    public async Task A_look_at_the_target_is_repeated_when_another_run_came_in_between()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();

        watch.Controls.Ask(LiveRequest.SyncNow);
        await watch.Seen.UntilAsync(() => watch.Seen.Notes.Any(note => note.StartsWith("kept: 1 changed by bob@desk", StringComparison.Ordinal)));
        Assert.Empty(watch.Seen.Drift);
        Assert.Equal("bob's", scene.OnTarget("b"));
    }

    [Fact]
    public async Task Undo_in_a_watch_does_not_undo_what_another_client_pushed_meanwhile()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        ann.Tree.Write("a", "ann's");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "ann's");
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();

        watch.Controls.Ask(LiveRequest.Undo);
        await watch.Seen.UntilAsync(() => watch.Seen.Batches.Any(batch => batch.Summary.Exit == ExitCode.Refused));
        Assert.Equal(("ann's", "bob's"), (scene.OnTarget("a"), scene.OnTarget("b")));
    }

    [Fact]
    public async Task A_run_that_was_killed_while_the_watch_was_idle_is_finished_by_it()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        bob.Tree.Write("b", "bob's");
        await bob.PushKilledAsync(FaultPoint.WriteBaseline);

        ann.Tree.Write("a", "ann's");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "ann's");
        Assert.Equal("bob's", scene.OnTarget("b"));
        Assert.Contains(watch.Seen.Notes, note => note.StartsWith("finished run ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_says_for_ever_that_others_came_first_is_not_believed()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "ann's");
        await using var watch = new WatchedCheckout(ann, isNeverBegun: true);

        await watch.Seen.UntilAsync(() => watch.Seen.Last is not null);
        Assert.Equal(ExitCode.SyncFailed, watch.Seen.Last!.Exit);
        Assert.Contains("times that another command came first, and no run came of it", watch.Seen.Last.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_that_is_to_wait_goes_when_the_other_is_done()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "ann's");
        Task<RunSummary> push;
        using (Target.Open(Encoding.UTF8.GetBytes(scene.Target.Root), "bob@desk", isPreview: false))
        {
            push = ann.PushAsync(SeveralCheckouts.Plain with { LockPatience = TimeSpan.FromMinutes(5) });
            await ann.Told.SaidAsync("waiting for another command", push);
        }

        Assert.Equal(ExitCode.Done, (await push).Exit);
        Assert.Equal("ann's", scene.OnTarget("a"));
    }
}
