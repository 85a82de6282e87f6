using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: a client that was killed before it wrote down its last runs recognises them, and takes nothing that others did for its own.
/// </summary>
public sealed class KilledClientsOwnRunsTests
{
    [Fact]
    public async Task What_it_kept_of_another_client_stays_the_others()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("a", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Write("new", "ann's");
        await ann.PushWellAsync();
        Action restore = ann.KeepMemory();
        ann.Tree.Write("b", "ann's");
        await ann.PushWellAsync();
        restore();

        ann.Tree.Write("b", "ann's again");
        await ann.PushWellAsync();

        Assert.Equal(("bob's", "ann's again"), (scene.OnTarget("a"), scene.OnTarget("b")));
    }

    [Fact]
    public async Task Another_clients_undo_of_a_run_that_it_does_not_remember_is_not_reverted()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        string? before = scene.OnTarget("a");
        Action restore = ann.KeepMemory();
        ann.Tree.Write("a", "ann's");
        await ann.PushWellAsync();
        restore();
        RunSummary undone = await bob.UndoAsync(SeveralCheckouts.Plain with { Confirmed = true });
        Assert.Equal(ExitCode.Done, undone.Exit);
        Assert.Equal(before, scene.OnTarget("a"));

        RunSummary pushed = await ann.PushAsync();

        Assert.Equal((ExitCode.Refused, before), (pushed.Exit, scene.OnTarget("a")));
        Assert.Equal(ExitCode.Done, (await ann.PullAsync(new PullOptions { Force = true })).Exit);
        await ann.PushWellAsync();
        Assert.Equal(before, scene.OnTarget("a"));
    }
}
