using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Inspecting;
using Lockstep.Tests.Files.Sources;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D20: somebody types a push in the wrong directory, and a small site is replaced by another project, without a question since it has few files.
/// </summary>
public sealed class WrongDirectoryAttack : IDisposable
{
    private readonly Team _team = new();

    public void Dispose() => _team.Dispose();

    [Fact]
    public async Task A_push_from_another_directory_is_refused_and_says_from_where_the_target_was_last_pushed()
    {
        string small = _team.Plain("small", "index.html=small", "style.css=small"), app = _team.Plain("app", "index.html=app", "main.c=app");
        Team.AssertDone(await _team.PushAsync("ann", small));
        Team.AssertRefused(await _team.PushAsync("ann", app), "another project", "run 1 of ann@desk", Path.GetFileName(small), $"this is {app}", "--yes");
        Assert.Equal(["index.html", "style.css"], _team.Names());
        Assert.Equal("small", _team.Read("index.html"));
        Assert.Single(await _team.RunsAsync());
        Team.AssertDone(await _team.PushAsync("ann", small));
    }

    [Fact]
    public async Task A_push_that_would_only_add_is_refused_too_and_so_is_one_with_force()
    {
        string small = _team.Plain("small", "index.html=small"), app = _team.Plain("app", "index.html=small", "main.c=app");
        Team.AssertDone(await _team.PushAsync("ann", small));
        Team.AssertRefused(await _team.PushAsync("ann", app), "another project");
        Team.AssertRefused(await _team.PushAsync("ann", app, Team.Bare with { Force = true, Mirror = true }), "another project");
        Assert.Equal(["index.html"], _team.Names());
    }

    [Fact]
    public async Task With_yes_the_target_is_taken_over_and_belongs_to_the_new_project_from_then_on()
    {
        string small = _team.Plain("small", "index.html=small"), app = _team.Plain("app", "main.c=app");
        Team.AssertDone(await _team.PushAsync("ann", small));
        Team.AssertDone(await _team.PushAsync("ann", app, Team.Bare with { Confirmed = true }));
        Assert.Equal(["main.c"], _team.Names());
        Team.AssertDone(await _team.PushAsync("ann", app));
        Team.AssertRefused(await _team.PushAsync("ann", small), "another project", "run 2 of ann@desk");
    }

    [Fact]
    public async Task Status_says_that_a_push_would_be_refused_and_whose_the_target_is()
    {
        string small = _team.Plain("small", "index.html=small"), app = _team.Plain("app", "main.c=app");
        Team.AssertDone(await _team.PushAsync("ann", small));
        TargetStatus status = await _team.StatusAsync("ann", app);
        Assert.Contains("another project", status.Refusal, StringComparison.Ordinal);
        Assert.Equal(small, status.Last!.Source!.Directory);
        Assert.Null((await _team.StatusAsync("ann", small)).Refusal);
    }

    [Fact]
    public async Task Another_directory_of_the_same_repository_is_another_project_and_the_same_one_of_a_second_checkout_is_not()
    {
        _team.Git.Write("repository/shop/a", "shop");
        _team.Git.Write("repository/blog/a", "blog");
        GitScene.Commit(_team.Git.Repository, "one");
        Team.AssertDone(await _team.PushAsync("ann", Path.Combine(_team.Git.Repository, "shop")));
        Team.AssertRefused(await _team.PushAsync("ann", Path.Combine(_team.Git.Repository, "blog")), "another project");
        Assert.Equal("shop", _team.Read("a"));
        Team.AssertDone(await _team.PushAsync("bo", Path.Combine(_team.Git.Clone("clone"), "shop")));
    }

    [Fact]
    public async Task A_directory_that_became_a_git_checkout_keeps_its_targets()
    {
        string small = _team.Plain("small", "index.html=small");
        Team.AssertDone(await _team.PushAsync("ann", small));
        GitScene.Git(small, "init", "--quiet");
        GitScene.Commit(small, "one");
        File.WriteAllText(Path.Combine(small, "index.html"), "changed");
        Team.AssertDone(await _team.PushAsync("ann", small));
        Assert.StartsWith("git:", (await _team.RunsAsync())[^1].Source!.Project, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_from_another_directory_needs_consent_and_leaves_the_target_with_its_project()
    {
        string small = _team.Plain("small", "index.html=small"), app = _team.Plain("app", "main.c=app");
        Team.AssertDone(await _team.PushAsync("ann", small));
        File.WriteAllText(Path.Combine(small, "index.html"), "second");
        Team.AssertDone(await _team.PushAsync("ann", small));
        Team.AssertRefused(await _team.UndoAsync("ann", app), "somebody else's work", "run 2 of ann@desk");
        Assert.Equal("second", _team.Read("index.html"));
        Team.AssertDone(await _team.UndoAsync("ann", app, Team.Bare with { Confirmed = true }));
        Assert.Equal("small", _team.Read("index.html"));
        Team.AssertDone(await _team.PushAsync("ann", small));
    }
}
