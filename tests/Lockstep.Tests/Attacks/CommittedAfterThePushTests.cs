using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tests.Files.Sources;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: what is pushed or watched first and committed then counts as that commit after the next push, which
/// has nothing to do. Whoever has the commit can push then without taking anything over.
/// </summary>
public sealed class CommittedAfterThePushTests : IDisposable
{
    private readonly Team _team = new();

    public CommittedAfterThePushTests()
    {
        _team.Git.Write("repository/a", "one");
        First = GitScene.Commit(_team.Git.Repository, "one");
    }

    private string First { get; }

    private string Ann => _team.Git.Repository;

    private string Index => _team.Git.Place("sites/.lockstep/small/history/index");

    public void Dispose() => _team.Dispose();

    [Fact]
    public async Task The_next_push_tells_the_target_the_commit_and_makes_no_run()
    {
        string second = await PushAndCommitAsync();

        Assert.Equal(0, (await PushAsync("ann", Ann)).Run);

        PastRun run = Assert.Single(await _team.RunsAsync());
        Assert.Equal((second, true, "ann@desk"), (run.Source!.Commit, run.Source.IsClean, run.Owner));
        string bo = _team.Git.Clone("bo");
        File.WriteAllText(Path.Combine(bo, "a"), "three");
        GitScene.Commit(bo, "three");
        Assert.Equal(1, (await PushAsync("bo", bo)).Updated);
        Assert.Equal("three", _team.Read("a"));
    }

    [Fact]
    public async Task It_is_told_once_and_by_whoever_comes_next()
    {
        string second = await PushAndCommitAsync();
        string bo = _team.Git.Clone("bo");

        // The first contact changes nothing, so that it goes; from then on bo knows the target.
        Assert.Equal(0, (await PushAsync("bo", bo)).Run);
        Assert.Equal(0, (await PushAsync("bo", bo)).Run);
        byte[] told = File.ReadAllBytes(Index);
        Assert.Equal(0, (await PushAsync("ann", Ann)).Run);

        PastRun run = Assert.Single(await _team.RunsAsync());
        Assert.Equal((second, "ann@desk"), (run.Source!.Commit, run.Owner));
        Assert.Equal(told, File.ReadAllBytes(Index));
    }

    [Fact]
    public async Task What_is_in_no_commit_is_not_told_as_one()
    {
        await PushAndCommitAsync();
        File.WriteAllText(Path.Combine(Ann, "untracked"), "new");
        await PushAsync("ann", Ann);
        GitScene.Git(Ann, "commit", "--quiet", "--allow-empty", "--message=nothing");

        Assert.Equal(0, (await PushAsync("ann", Ann)).Run);

        Assert.False((await _team.RunsAsync())[^1].Source!.IsClean);
    }

    [Fact]
    public async Task A_preview_tells_nothing()
    {
        await PushAndCommitAsync();

        await PushAsync("ann", Ann, dryRun: true);

        Assert.Equal((First, false), ((await _team.RunsAsync())[0].Source!.Commit, (await _team.RunsAsync())[0].Source!.IsClean));
    }

    [Fact]
    public async Task What_a_run_keeps_of_another_client_is_in_no_commit()
    {
        Team.AssertDone(await _team.PushAsync("ann", Ann));
        string bo = _team.Git.Clone("bo");
        File.WriteAllText(Path.Combine(bo, "b"), "bo's");
        Team.AssertDone(await _team.PushAsync("bo", bo, Team.Bare with { Confirmed = true }));
        GitScene.Git(Ann, "commit", "--quiet", "--allow-empty", "--message=nothing");

        RunSummary summary = await PushAsync("ann", Ann);

        Assert.Equal((0L, 1), (summary.Run, summary.KeptOfOthers));

        Assert.False((await _team.RunsAsync())[^1].Source!.IsClean);
    }

    /// <summary>Pushes what is in no commit yet, as a watch does, and commits it.</summary>
    private async Task<string> PushAndCommitAsync()
    {
        File.WriteAllText(Path.Combine(Ann, "a"), "second");
        await PushAsync("ann", Ann);
        Assert.False((await _team.RunsAsync())[^1].Source!.IsClean);
        return GitScene.Commit(Ann, "two");
    }

    private async Task<RunSummary> PushAsync(string person, string directory, bool dryRun = false)
    {
        RunSummary summary = await _team.PushAsync(person, directory, Team.Bare with { IsDryRun = dryRun });
        Team.AssertDone(summary);
        return summary;
    }
}
