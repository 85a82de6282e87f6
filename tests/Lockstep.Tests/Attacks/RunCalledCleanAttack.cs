using Lockstep.Plan;
using Lockstep.Tests.Files.Sources;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: work that is in no commit stands on the target, and the next run, of a checkout that is exactly a
/// commit, keeps it. If that run passed for the commit,
/// a checkout that never saw the target would revert and delete the work without a word.
/// </summary>
public sealed class RunCalledCleanAttack : IDisposable
{
    private readonly Team _team = new();

    public RunCalledCleanAttack()
    {
        _team.Git.Write("repository/a.txt", "one");
        _team.Git.Write("repository/b.txt", "one");
        _team.Git.Write("repository/c.txt", "one");
        GitScene.Commit(Ann, "one");
    }

    private string Ann => _team.Git.Repository;

    public void Dispose() => _team.Dispose();

    [Theory]
    [InlineData("longer than before")]
    [InlineData("ONE")]
    public async Task A_run_that_keeps_uncommitted_work_is_not_clean_and_a_new_checkout_does_not_replace_it(string work)
    {
        string bob = await PushWorkOfBobAsync(work);
        File.WriteAllText(Path.Combine(Ann, "a.txt"), "second");
        GitScene.Commit(Ann, "two");
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        Assert.Equal(work, _team.Read("b.txt"));
        Assert.Equal([true, false, false], (await _team.RunsAsync()).Select(run => run.Source!.IsClean));

        Team.AssertRefused(await _team.PushAsync("cat", _team.Git.Clone("cat")), "changes that are in no commit", "ann@desk");
        Assert.Equal((work, "bob's"), (_team.Read("b.txt"), _team.Read("new.txt")));
        Team.AssertDone(await _team.PushAsync("bob", bob));
    }

    [Fact]
    public async Task A_run_is_clean_again_when_the_work_was_taken_and_committed()
    {
        string bob = await PushWorkOfBobAsync("bob's own");
        GitScene.Commit(bob, "work");
        GitScene.Git(Ann, "pull", "--quiet", bob, "main");
        File.WriteAllText(Path.Combine(Ann, "a.txt"), "second");
        GitScene.Commit(Ann, "two");
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        Assert.True((await _team.RunsAsync())[^1].Source!.IsClean);
        Team.AssertDone(await _team.PushAsync("cat", _team.Git.Clone("cat")));
        Assert.Equal("bob's own", _team.Read("b.txt"));
    }

    [Fact]
    public async Task A_run_that_leaves_a_file_deleted_is_not_clean()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        string bob = _team.Git.Clone("bob");
        File.Delete(Path.Combine(bob, "c.txt"));
        Team.AssertDone(await _team.PushAsync("bob", bob));
        File.WriteAllText(Path.Combine(Ann, "a.txt"), "second");
        GitScene.Commit(Ann, "two");
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        Assert.Equal([true, false, false], (await _team.RunsAsync()).Select(run => run.Source!.IsClean));
        Assert.Equal(["a.txt", "b.txt"], _team.Names());
    }

    [Fact]
    public async Task A_run_that_leaves_out_what_another_client_manages_is_not_clean()
    {
        await PushWorkOfBobAsync("bob's own");
        File.WriteAllText(Path.Combine(Ann, "a.txt"), "second");
        GitScene.Commit(Ann, "two");
        Team.AssertDone(await _team.PushAsync("ann", Ann, Team.Bare with { Filter = Team.Bare.Filter with { Exclude = ["b.txt", "new.txt"] } }));
        Assert.False((await _team.RunsAsync())[^1].Source!.IsClean);
        Team.AssertRefused(await _team.PushAsync("cat", _team.Git.Clone("cat")), "changes that are in no commit");
        Assert.Equal("bob's own", _team.Read("b.txt"));
    }

    [Fact]
    public async Task A_run_that_deletes_nothing_is_not_clean()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        File.Delete(Path.Combine(Ann, "c.txt"));
        File.WriteAllText(Path.Combine(Ann, "a.txt"), "second");
        GitScene.Commit(Ann, "two");
        Team.AssertDone(await _team.PushAsync("ann", Ann, Team.Bare with { Deletes = false }));
        Assert.False((await _team.RunsAsync())[^1].Source!.IsClean);
    }

    [Fact]
    public async Task After_an_undo_a_new_checkout_does_not_bring_back_what_it_took_away()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        _team.Git.Write("repository/secret.txt", "to be taken back");
        GitScene.Commit(Ann, "two");
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        Team.AssertDone(await _team.UndoAsync("ann", Ann));
        Team.AssertRefused(await _team.PushAsync("cat", _team.Git.Clone("cat")), "--yes");
        Assert.Equal(["a.txt", "b.txt", "c.txt"], _team.Names());
    }

    /// <summary>Has bob push work that is in no commit to what ann pushed.</summary>
    private async Task<string> PushWorkOfBobAsync(string work)
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        string bob = _team.Git.Clone("bob");
        File.WriteAllText(Path.Combine(bob, "b.txt"), work);
        File.WriteAllText(Path.Combine(bob, "new.txt"), "bob's");
        Team.AssertDone(await _team.PushAsync("bob", bob));
        return bob;
    }
}
