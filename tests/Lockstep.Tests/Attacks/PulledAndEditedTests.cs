using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D22i: what was pulled and edited further is a change of this project; the push that follows the message's own advice is not refused.</summary>
public sealed class PulledAndEditedTests
{
    [Fact]
    public async Task A_servers_edit_that_was_pulled_and_edited_further_is_pushed()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "one");
        await ann.PushWellAsync();
        scene.Target.Write("a", "by hand");
        Assert.Equal(ExitCode.Done, (await ann.PullAsync()).Exit);
        Assert.Equal("by hand", SeveralCheckouts.Read(ann.Tree, "a"));

        ann.Tree.Write("a", "by hand, and further");
        await ann.PushWellAsync();
        Assert.Equal("by hand, and further", scene.OnTarget("a"));
    }

    [Fact]
    public async Task What_was_changed_there_again_since_the_pull_is_refused()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "one");
        await ann.PushWellAsync();
        scene.Target.Write("a", "by hand");
        await ann.PullAsync();
        scene.Target.Write("a", "by hand again");
        ann.Tree.Write("a", "edited");

        Assert.Equal(ExitCode.Refused, (await ann.PushAsync()).Exit);
        Assert.Equal("by hand again", scene.OnTarget("a"));
    }

    [Fact]
    public async Task What_was_removed_there_and_pulled_can_come_back()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "one");
        ann.Tree.Write("b", "two");
        await ann.PushWellAsync();
        scene.Target.Remove(Lockstep.Tree.RelativePath.Parse("b"));
        Assert.Equal(ExitCode.Done, (await ann.PullAsync(new PullOptions { Confirmed = true })).Exit);

        ann.Tree.Write("b", "again");
        await ann.PushWellAsync();
        Assert.Equal("again", scene.OnTarget("b"));
    }

    [Fact]
    public async Task What_another_client_pushed_is_taken_and_edited_further()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        bob.Tree.Write("new/of/bob", "bob's");
        bob.Tree.Remove(Lockstep.Tree.RelativePath.Parse("d"));
        await bob.PushWellAsync();
        ann.Tree.Write("a", "ann's");

        Assert.Equal(ExitCode.Done, (await ann.PullAsync(new PullOptions { Confirmed = true })).Exit);
        Assert.Equal(("ann's", "bob's", "bob's", null), (SeveralCheckouts.Read(ann.Tree, "a"), SeveralCheckouts.Read(ann.Tree, "b"), SeveralCheckouts.Read(ann.Tree, "new/of/bob"), SeveralCheckouts.Read(ann.Tree, "d/x")));

        ann.Tree.Write("b", "bob's, and ann's");
        await ann.PushWellAsync();
        Assert.Equal(("ann's", "bob's, and ann's", "bob's", null), (scene.OnTarget("a"), scene.OnTarget("b"), scene.OnTarget("new/of/bob"), scene.OnTarget("d/x")));
    }

    [Fact]
    public async Task A_pull_does_not_write_over_what_both_changed()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Write("b", "ann's");

        Assert.Equal(ExitCode.Refused, (await ann.PullAsync()).Exit);
        Assert.Equal("ann's", SeveralCheckouts.Read(ann.Tree, "b"));
    }

    [Fact]
    public async Task A_pull_does_not_delete_what_was_only_ignored_for_a_while()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        Checkout ann = scene.People[0];
        await ann.PushWellAsync(IgnoredForAWhileTests.Ignoring);

        Assert.Equal(ExitCode.Done, (await ann.PullAsync()).Exit);
        Assert.Equal(("two", "three"), (SeveralCheckouts.Read(ann.Tree, "b"), SeveralCheckouts.Read(ann.Tree, "d/x")));
    }
}
