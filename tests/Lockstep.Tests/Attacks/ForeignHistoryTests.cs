using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tests.Files.Sources;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: who never saw a target replaces what others put there only where his history contains it, as git's fast-forward; and every run tells who made
/// it, from which project, at which commit.
/// </summary>
public sealed class ForeignHistoryTests : IDisposable
{
    private readonly Team _team = new();

    public ForeignHistoryTests()
    {
        _team.Git.Write("repository/a", "one");
        _team.Git.Write("repository/b", "one");
        First = GitScene.Commit(_team.Git.Repository, "one");
    }

    private string First { get; }

    private string Ann => _team.Git.Repository;

    public void Dispose() => _team.Dispose();

    [Fact]
    public async Task A_first_push_goes_where_the_last_run_is_a_commit_of_its_history()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        string bo = _team.Git.Clone("bo");
        File.WriteAllText(Path.Combine(bo, "a"), "second");
        string second = GitScene.Commit(bo, "two");
        Team.AssertDone(await _team.PushAsync("bo", bo));
        Assert.Equal("second", _team.Read("a"));
        IReadOnlyList<PastRun> runs = await _team.RunsAsync();
        Assert.Equal([("ann@desk", First, true), ("bo@desk", second, true)], runs.Select(run => (run.Owner, run.Source!.Commit, run.Source.IsClean)));
        Assert.Equal("main", runs[0].Source!.Branch);
    }

    [Fact]
    public async Task A_first_push_is_refused_where_the_last_run_is_newer_than_the_checkout()
    {
        string bo = _team.Git.Clone("bo");
        File.WriteAllText(Path.Combine(Ann, "a"), "second");
        string second = GitScene.Commit(Ann, "two");
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        Team.AssertRefused(await _team.PushAsync("bo", bo), "the work of ann@desk would be replaced", "run 1 of ann@desk", second[..7], "does not have its commit", "git fetch");
        Assert.Equal("second", _team.Read("a"));
        GitScene.Git(bo, "fetch", "--quiet");
        Team.AssertRefused(await _team.PushAsync("bo", bo), "not part of what is checked out here");
        GitScene.Git(bo, "merge", "--quiet", "--ff-only", "origin/main");
        Team.AssertDone(await _team.PushAsync("bo", bo));
        Assert.Equal("second", _team.Read("a"));
    }

    [Fact]
    public async Task A_first_push_is_refused_where_the_last_run_had_changes_that_are_in_no_commit_until_somebody_says_yes()
    {
        File.WriteAllText(Path.Combine(Ann, "a"), "unsaved");
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        Assert.Equal((First, false), ((await _team.RunsAsync())[0].Source!.Commit, (await _team.RunsAsync())[0].Source!.IsClean));
        string bo = _team.Git.Clone("bo");
        Team.AssertRefused(await _team.PushAsync("bo", bo), "changes that are in no commit", "ann@desk", "--yes");
        Assert.Equal("unsaved", _team.Read("a"));
        Team.AssertRefused(await _team.PushAsync("bo", bo, Team.Bare with { Force = true }), "changes that are in no commit");
        Team.AssertDone(await _team.PushAsync("bo", bo, Team.Bare with { Confirmed = true }));
        Assert.Equal("one", _team.Read("a"));
    }

    [Fact]
    public async Task A_shallow_checkout_is_told_to_get_the_history_and_goes_when_it_has_it()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        File.WriteAllText(Path.Combine(Ann, "a"), "second");
        GitScene.Commit(Ann, "two");
        string runner = _team.Git.Clone("runner", "--depth=1");
        Team.AssertRefused(await _team.PushAsync("ci", runner), "git fetch --unshallow");
        Assert.Equal("one", _team.Read("a"));
        GitScene.Git(runner, "fetch", "--quiet", "--unshallow");
        Team.AssertDone(await _team.PushAsync("ci", runner));
        Assert.Equal("second", _team.Read("a"));
    }

    [Fact]
    public async Task A_directory_whose_memory_of_the_target_is_lost_may_add_and_does_not_replace()
    {
        string plain = _team.Plain("plain", "a=1");
        Team.AssertDone(await _team.PushAsync("ann", plain));
        Directory.Delete(Path.Combine(_team.Git.Place("cache-ann"), "targets"), recursive: true);
        File.WriteAllText(Path.Combine(plain, "b"), "new");
        Team.AssertDone(await _team.PushAsync("ann", plain));
        Directory.Delete(Path.Combine(_team.Git.Place("cache-ann"), "targets"), recursive: true);
        File.WriteAllText(Path.Combine(plain, "a"), "2");
        Team.AssertRefused(await _team.PushAsync("ann", plain), "no commit tells what it has", "--yes");
        Assert.Equal("1", _team.Read("a"));
        Team.AssertDone(await _team.PushAsync("ann", plain, Team.Bare with { Confirmed = true }));
    }

    [Fact]
    public async Task Who_has_pushed_before_is_not_asked_for_a_commit()
    {
        string plain = _team.Plain("plain", "a=1");
        foreach (string content in (string[])["1", "2", "3"])
        {
            File.WriteAllText(Path.Combine(plain, "a"), content);
            Team.AssertDone(await _team.PushAsync("ann", plain));
            Assert.Equal(content, _team.Read("a"));
        }
    }

    [Fact]
    public async Task An_undo_of_somebody_elses_run_asks_and_needs_consent_where_nobody_can_be_asked()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        string bo = _team.Git.Clone("bo");
        File.WriteAllText(Path.Combine(bo, "a"), "second");
        GitScene.Commit(bo, "two");
        Team.AssertDone(await _team.PushAsync("bo", bo));

        Team.AssertRefused(await _team.UndoAsync("ann", Ann), "somebody else's work", "run 2 of bo@desk", "--yes");
        string? asked = null;
        Team.AssertRefused(await _team.UndoAsync("ann", Ann, ask: (what, _) => Answer(what, answer: false)), "bo@desk");
        Assert.Contains("run 2 of bo@desk", asked, StringComparison.Ordinal);
        Assert.Equal("second", _team.Read("a"));
        Team.AssertDone(await _team.UndoAsync("ann", Ann, ask: (what, _) => Answer(what, answer: true)));
        Assert.Equal("one", _team.Read("a"));

        asked = null;
        Team.AssertDone(await _team.UndoAsync("ann", Ann, ask: (what, _) => Answer(what, answer: false)));
        Assert.Null(asked);
        Assert.Equal("second", _team.Read("a"));

        Task<bool> Answer(string what, bool answer)
        {
            asked = what;
            return Task.FromResult(answer);
        }
    }
}
