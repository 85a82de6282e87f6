using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: what the refusal of a first push advises leads on when it is followed to the letter, and nobody's
/// work is lost on the way.
/// </summary>
public sealed class RefusedFirstContactTests : IDisposable
{
    private readonly Team _team = new();

    public RefusedFirstContactTests()
    {
        _team.Git.Write("repository/a", "one");
        _team.Git.Write("repository/b", "one");
        _team.Git.Write("repository/d/c", "one");
        GitScene.Commit(_team.Git.Repository, "one");
    }

    private string Ann => _team.Git.Repository;

    public void Dispose() => _team.Dispose();

    [Fact]
    public async Task The_pull_that_is_advised_brings_what_is_new_there_and_the_push_goes_then()
    {
        string bo = await RefuseAsync(
            ann => File.WriteAllText(Path.Combine(ann, "new"), "ann's"),
            bo => File.WriteAllText(Path.Combine(bo, "own"), "bo's"));

        Team.AssertDone(await _team.PullAsync("bo", bo));
        Assert.Equal("ann's", File.ReadAllText(Path.Combine(bo, "new")));
        Assert.Equal("bo's", File.ReadAllText(Path.Combine(bo, "own")));
        RunSummary summary = await _team.PushAsync("bo", bo);
        Team.AssertDone(summary);
        Assert.Equal((1, 0, 0, 0), (summary.Added, summary.Updated, summary.Deleted, summary.KeptOfOthers));
        Assert.Equal(("ann's", "bo's"), (_team.Read("new"), _team.Read("own")));

        File.Delete(Path.Combine(bo, "new"));
        Team.AssertDone(await _team.PushAsync("bo", bo));
        Assert.Equal(["a", "b", "d", "own"], _team.Names());
    }

    [Theory]
    [InlineData("ann's")]
    [InlineData("ANN")]
    public async Task What_differs_is_named_and_pull_force_takes_theirs(string work)
    {
        string bo = await RefuseAsync(
            ann => File.WriteAllText(Path.Combine(ann, "b"), work),
            bo => File.WriteAllText(Path.Combine(bo, "b"), "bo's"));

        Team.AssertRefused(await _team.PullAsync("bo", bo), "b", "--force");
        Assert.Equal("bo's", File.ReadAllText(Path.Combine(bo, "b")));
        Team.AssertRefused(
            await _team.PushAsync("bo", bo),
            "another client's push has changed 1 entry that the project has changed too: b.",
            "ann@desk in run 1",
            "lockstep pull --force PATH");
        var forced = new PullOptions { Force = true, Paths = [RelativePath.Parse("b")] };
        Team.AssertDone(await _team.PullAsync("bo", bo, forced));
        Assert.Equal(work, File.ReadAllText(Path.Combine(bo, "b")));
        RunSummary summary = await _team.PushAsync("bo", bo);
        Team.AssertDone(summary);
        Assert.Equal((0L, 0), (summary.Run, summary.KeptOfOthers));
    }

    [Fact]
    public async Task What_differs_is_named_and_push_force_puts_ours_which_an_undo_takes_back()
    {
        string bo = await RefuseAsync(
            ann => File.WriteAllText(Path.Combine(ann, "b"), "ann's"),
            bo => File.WriteAllText(Path.Combine(bo, "b"), "bo's"));

        Team.AssertRefused(await _team.PullAsync("bo", bo), "b");
        Team.AssertDone(await _team.PushAsync("bo", bo, Team.Bare with { Force = true }));
        Assert.Equal("bo's", _team.Read("b"));
        Team.AssertDone(await _team.UndoAsync("bo", bo));
        Assert.Equal("ann's", _team.Read("b"));
    }

    [Fact]
    public async Task A_preview_of_the_pull_agrees_on_nothing()
    {
        string bo = await RefuseAsync(ann => File.WriteAllText(Path.Combine(ann, "new"), "ann's"), _ => { });

        Team.AssertDone(await _team.PullAsync("bo", bo, new PullOptions { IsDryRun = true }));
        Assert.False(File.Exists(Path.Combine(bo, "new")));
        Team.AssertRefused(await _team.PushAsync("bo", bo), "changes that are in no commit");
    }

    [Fact]
    public async Task Outside_git_a_project_whose_memory_is_lost_goes_on_after_a_pull_as_well()
    {
        using var scene = new SeveralCheckouts("ann", "bob");
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "one");
        ann.Tree.Write("d/b", "one");
        ann.Tree.Write("e", "");
        ann.CopyTo(bob);
        foreach (Checkout checkout in scene.People)
        {
            checkout.Tree.Link(RelativePath.Parse("l"), "a"u8);
        }

        await ann.PushWellAsync();
        scene.Target.Write("d/b", "edited there");
        bob.Tree.Write("a", "two");
        bob.Tree.Write("n", "new");
        Assert.Equal(ExitCode.Refused, (await bob.PushAsync()).Exit);

        Assert.Equal(ExitCode.Refused, (await bob.PullAsync()).Exit);
        var forced = new PullOptions { Force = true, Paths = [RelativePath.Parse("a")] };
        Assert.Equal(ExitCode.Done, (await bob.PullAsync(forced)).Exit);
        Assert.Equal(ExitCode.Done, (await bob.PullAsync()).Exit);
        Assert.Equal(("one", "edited there"), (SeveralCheckouts.Read(bob.Tree, "a"), SeveralCheckouts.Read(bob.Tree, "d/b")));
        RunSummary summary = await bob.PushWellAsync();
        Assert.Equal((1, 0, 0, 0), (summary.Added, summary.Updated, summary.Deleted, summary.KeptOfOthers));
    }

    /// <summary>Has ann push work that is in no commit, and bo's first push from his checkout refused.</summary>
    private async Task<string> RefuseAsync(Action<string> ofAnn, Action<string> ofBo)
    {
        string bo = _team.Git.Clone("bo");
        ofAnn(Ann);
        ofBo(bo);
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        Team.AssertRefused(await _team.PushAsync("bo", bo), "changes that are in no commit", "'lockstep pull'");
        return bo;
    }
}
