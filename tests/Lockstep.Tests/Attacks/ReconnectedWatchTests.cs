using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22c: a watch whose connection was lost meanwhile keeps what another client pushed and says so; D22a, b and i beside a running watch.</summary>
public sealed class ReconnectedWatchTests
{
    [Fact]
    public async Task What_another_client_pushed_while_the_connection_was_lost_stays_and_is_told()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        ann.Tree.Write("a", "ann's");
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "ann's");

        await watch.LoseAsync(async () =>
        {
            bob.Tree.Write("b", "bob's");
            bob.Tree.Remove(RelativePath.Parse("d"));
            await bob.PushWellAsync();
        });
        await watch.Seen.UntilAsync(() => watch.Seen.Notes.Any(note => note.StartsWith("kept: 3 changed by bob@desk in run ", StringComparison.Ordinal)));
        ann.Tree.Write("new", "ann's");
        await watch.Seen.UntilAsync(() => scene.OnTarget("new") == "ann's");

        Assert.Equal(("ann's", "bob's", null), (scene.OnTarget("a"), scene.OnTarget("b"), scene.OnTarget("d/x")));
    }

    [Fact]
    public async Task What_both_changed_while_it_was_lost_is_refused()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();

        await watch.LoseAsync(async () =>
        {
            bob.Tree.Write("b", "bob's");
            await bob.PushWellAsync();
            ann.Tree.Write("b", "ann's");
        });
        await watch.Seen.UntilAsync(() => watch.Seen.Drift.Any(difference => difference.Path == RelativePath.Parse("b")));

        Assert.Equal("bob's", scene.OnTarget("b"));
    }

    [Fact]
    public async Task A_file_that_was_replaced_by_one_of_its_size_and_time_is_sent()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        ann.Tree.TryStat(RelativePath.Parse("a"), out var status);
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();

        ann.Tree.Write("elsewhere", "1ne");
        ann.Tree.SetModified(RelativePath.Parse("elsewhere"), status.ModifiedNs);
        ann.Tree.Move(RelativePath.Parse("elsewhere"), RelativePath.Parse("a"));
        await watch.Seen.UntilAsync(() => scene.OnTarget("a") == "1ne");
    }

    [Fact]
    public async Task A_servers_edit_that_was_pulled_beside_it_is_no_drift_and_the_next_save_is_sent()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        scene.Target.Write("b", "by hand");
        int before = watch.Seen.Batches.Count;
        Assert.Equal(ExitCode.Done, (await ann.PullAsync()).Exit);
        await watch.Seen.UntilAsync(() => watch.Seen.Batches.Count > before);

        ann.Tree.Write("b", "by hand, and further");
        await watch.Seen.UntilAsync(() => scene.OnTarget("b") == "by hand, and further");
        Assert.Empty(watch.Seen.Drift);
    }

    [Fact]
    public async Task What_is_ignored_for_a_while_is_sent_again_afterwards()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await using var watch = new WatchedCheckout(ann);
        await watch.InStepAsync();
        ann.Tree.Write(".lockstepignore", "b\nd/\n");
        await watch.Seen.UntilAsync(() => scene.OnTarget(".lockstepignore") is not null);
        ann.Tree.Remove(RelativePath.Parse(".lockstepignore"));
        await watch.Seen.UntilAsync(() => scene.OnTarget(".lockstepignore") is null);

        ann.Tree.Write("b", "saved");
        ann.Tree.Write("d/y", "saved below it");
        await watch.Seen.UntilAsync(() => scene.OnTarget("b") == "saved" && scene.OnTarget("d/y") == "saved below it");
        Assert.Empty(watch.Seen.Drift);
    }
}
