using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: a target that was restored from a backup, its state included, is another one for whoever pushed to it
/// since. Only a first contact finds out what it has, however many runs others have made there by then.
/// </summary>
public sealed class RestoredTargetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Who_pushed_since_the_backup_is_not_told_that_nothing_is_to_be_sent(int runsOfBob)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        Action restore = scene.BackUpTarget();
        ann.Tree.Write("a", "ann's newer work");
        await ann.PushWellAsync();
        restore();
        for (int run = 0; run < runsOfBob; run++)
        {
            bob.Tree.Write("b", $"bob's {run}");
            await bob.PushWellAsync();
        }

        RunSummary refused = await ann.PushAsync();
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Contains("the work of ", refused.Message, StringComparison.Ordinal);

        await ann.PullAsync();
        Assert.Equal("ann's newer work", SeveralCheckouts.Read(ann.Tree, "a"));
        Assert.Equal(ExitCode.Refused, (await ann.PushAsync()).Exit);
        await ann.PushWellAsync(SeveralCheckouts.Plain with { Force = true });
        Assert.Equal("ann's newer work", scene.OnTarget("a"));
    }

    [Fact]
    public async Task Who_only_saw_the_lost_run_is_at_a_first_contact_too()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        Action restore = scene.BackUpTarget();
        ann.Tree.Write("a", "ann's newer work");
        await ann.PushWellAsync();
        Assert.Equal(ExitCode.Done, (await bob.PullAsync()).Exit);
        restore();
        ann.LoseMemory();
        ann.Tree.Write("a", "ann's other work");
        await ann.PushWellAsync(SeveralCheckouts.Plain with { Confirmed = true });

        RunSummary refused = await bob.PushAsync();

        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Equal("ann's other work", scene.OnTarget("a"));
    }

    [Fact]
    public async Task Others_who_push_later_leave_a_target_what_it_was()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "ann's");
        await ann.PushWellAsync();
        for (int run = 0; run < 3; run++)
        {
            bob.Tree.Write("b", $"bob's {run}");
            await bob.PushWellAsync();
        }

        ann.Tree.Write("a", "ann's again");
        RunSummary summary = await ann.PushWellAsync();

        Assert.Equal((1, 1), (summary.Updated, summary.KeptOfOthers));
    }

    [Fact]
    public async Task A_watch_that_refuses_the_restored_target_goes_on_after_the_pull_that_is_advised()
    {
        using var scene = new SeveralCheckouts("ann", "bob");
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "one");
        await ann.PushWellAsync();
        Action restore = scene.BackUpTarget();
        bob.Tree.Write("a", "one");
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync(SeveralCheckouts.Plain with { Confirmed = true });
        await using var watch = new WatchedCheckout(bob);
        await watch.InStepAsync();
        await watch.LoseAsync(async () =>
        {
            restore();
            ann.Tree.Write("a", "two");
            await ann.PushWellAsync();
        });
        await watch.Seen.UntilAsync(() => watch.Seen.Batches.Any(batch => batch.Summary.Exit == ExitCode.Refused));
        Assert.Null(scene.OnTarget("b"));

        await bob.PullAsync(new PullOptions { Force = true, Paths = [RelativePath.Parse("a")] });
        bob.Tree.Write("new", "bob's");

        await watch.Seen.UntilAsync(() => scene.OnTarget("new") == "bob's");
        Assert.Equal("two", scene.OnTarget("a"));
    }
}
