using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: what another client deleted, or made something else of, is taken by its name; the project's own
/// version goes to its history.
/// </summary>
public sealed class PulledByNameTests
{
    [Theory]
    [InlineData("a", "a", null, false)]
    [InlineData("a", "a", "mine", true)]
    [InlineData("d", "d/x", null, false)]
    [InlineData("d", "d/x", "mine", true)]
    [InlineData("d/x", "d/x", "mine", true)]
    public async Task What_another_client_deleted_is_deleted_here(string named, string path, string? mine, bool isForced)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Remove(RelativePath.Parse(named));
        await bob.PushWellAsync();
        if (mine is not null)
        {
            ann.Tree.Write(path, mine);
            Assert.Equal(ExitCode.Refused, (await ann.PullAsync(Named(named, isForced: false))).Exit);
        }

        await PulledAsync(ann, named, isForced);
        Assert.Null(SeveralCheckouts.Read(ann.Tree, path));
        if (mine is not null)
        {
            Assert.Contains(ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(mine)), scene.Everything);
        }

        await ann.PushWellAsync();
        Assert.Null(scene.OnTarget(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_directory_that_another_client_made_of_a_file_is_taken(bool isChangedHere)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("a/in", "theirs");
        await bob.PushWellAsync();
        if (isChangedHere)
        {
            ann.Tree.Write("a", "mine");
        }

        await PulledAsync(ann, "a", isChangedHere);
        Assert.Equal("theirs", SeveralCheckouts.Read(ann.Tree, "a/in"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mine")]
    public async Task A_file_that_another_client_made_of_a_directory_is_taken(string? mine)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Remove(RelativePath.Parse("d"));
        bob.Tree.Write("d", "theirs");
        await bob.PushWellAsync();
        if (mine is not null)
        {
            ann.Tree.Write("d/x", mine);
        }

        await PulledAsync(ann, "d", isForced: mine is not null);
        Assert.Equal("theirs", SeveralCheckouts.Read(ann.Tree, "d"));
        await ann.PushWellAsync();
        Assert.Equal("theirs", scene.OnTarget("d"));
    }

    [Fact]
    public async Task What_is_new_in_a_directory_that_was_deleted_here_is_brought_and_makes_it_again()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("d/new", "theirs");
        await bob.PushWellAsync();
        ann.Tree.Remove(RelativePath.Parse("d"));

        RunSummary pulled = await ann.PullAsync();

        Assert.True(pulled.Exit == ExitCode.Done, PushScene.Describe(pulled));
        Assert.Equal("theirs", SeveralCheckouts.Read(ann.Tree, "d/new"));
        Assert.Null(SeveralCheckouts.Read(ann.Tree, "d/x"));
        Assert.Empty(ann.Told.Drift);
    }

    [Fact]
    public async Task Only_what_was_changed_on_both_sides_is_told_beside_it()
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        bob.Tree.Write("d/new", "theirs");
        bob.Tree.Write("a", "theirs");
        await bob.PushWellAsync();
        ann.Tree.Remove(RelativePath.Parse("d"));
        ann.Tree.Write("a", "mine");

        RunSummary refused = await ann.PullAsync();
        Assert.StartsWith(
            "the project has its own version of 1 entry that would be pulled: a. Nothing was changed.",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(["a"], ann.Told.Drift.Select(difference => difference.Path.ToString()));
    }

    private static PullOptions Named(string path, bool isForced) => new() { Paths = [RelativePath.Parse(path)], Force = isForced };

    private static async Task PulledAsync(Checkout person, string path, bool isForced)
    {
        RunSummary pulled = await person.PullAsync(Named(path, isForced));
        Assert.True(pulled.Exit == ExitCode.Done, PushScene.Describe(pulled));
    }
}
