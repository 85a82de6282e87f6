using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: what a project never agreed on with a target it does not hold, and what both sides came to by themselves it does. Each of these
/// was found by <see cref="SeveralClientsAttack"/>.
/// </summary>
public sealed class NeverAgreedTests
{
    private static readonly PushOptions IgnoringB =
        SeveralCheckouts.Plain with { Filter = SeveralCheckouts.Plain.Filter with { Exclude = ["b"] } };

    private static readonly PushOptions IgnoringD =
        SeveralCheckouts.Plain with { Filter = SeveralCheckouts.Plain.Filter with { Exclude = ["d"] } };

    [Fact]
    public async Task What_was_ignored_at_the_first_contact_is_another_clients_when_the_rule_goes()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("b", "ann's");
        await ann.PushWellAsync();
        bob.LoseMemory();
        await bob.PushWellAsync(IgnoringB);

        RunSummary pushed = await bob.PushAsync();

        Assert.Equal((ExitCode.Refused, "ann's"), (pushed.Exit, scene.OnTarget("b")));
        ann.Tree.Remove(RelativePath.Parse("b"));
        await ann.PushWellAsync();
        Assert.Null(scene.OnTarget("b"));
    }

    [Fact]
    public async Task What_another_client_changed_in_a_directory_that_I_ignore_stays_theirs_to_change()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("d/x", "bob's");
        await bob.PushWellAsync();
        ann.Tree.Write("a", "ann's");
        await ann.PushWellAsync(IgnoringD);

        bob.Tree.Write("d/x", "bob's again");
        await bob.PushWellAsync();

        Assert.Equal("bob's again", scene.OnTarget("d/x"));
    }

    [Fact]
    public async Task What_both_deleted_and_the_other_made_again_stays()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        string content = scene.OnTarget("b")!;
        foreach (Checkout person in scene.People)
        {
            person.Tree.Remove(RelativePath.Parse("b"));
        }

        await bob.PushWellAsync();
        Assert.Equal(ExitCode.Done, (await ann.PullAsync()).Exit);
        bob.Tree.Write("b", content);
        await bob.PushWellAsync();

        await ann.PushWellAsync();

        Assert.Equal(content, scene.OnTarget("b"));
    }

    [Fact]
    public async Task What_stands_where_somebody_deleted_the_directory_of_another_clients_file_is_put_with_its_directory()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("d/new", "bob's");
        await bob.PushWellAsync();
        scene.Target.Remove(RelativePath.Parse("d"));
        ann.Tree.Write("d/new", "ann's");

        await ann.PushWellAsync();

        Assert.Equal(("ann's", null), (scene.OnTarget("d/new"), scene.OnTarget("d/x")));
    }
}
