using Lockstep.Tests.Attacks.Histories;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D19: a file that somebody made on the server, and a watch whose project comes to have one of that name.</summary>
public sealed class WatchBesideFilesMadeByHandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_save_does_not_replace_it_and_neither_does_the_next(bool isMadeWhileWatching)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        scene.Target.Write("n/x", isMadeWhileWatching ? "before" : "server's");
        await using var watch = new CheckoutWatch(scene.People[1]);
        await watch.InStepAsync();
        scene.Target.Write("n/x", "server's");

        scene.People[1].Tree.Write("n/x", "bob's");
        await watch.SyncAsync();
        await watch.SyncAsync();
        Assert.Equal("server's", scene.OnTarget("n/x"));
        scene.People[1].Tree.Write("n/x", "again");
        await watch.SyncAsync();

        Assert.Equal("server's", scene.OnTarget("n/x"));
    }
}
