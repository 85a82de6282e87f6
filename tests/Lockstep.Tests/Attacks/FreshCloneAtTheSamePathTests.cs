using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Deploying;
using Lockstep.Tests.Files.Sources;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D21: a clone at the path of an earlier checkout remembers nothing of the target. The one run that the
/// target has is not taken for the clone's own, whose times and commit would count as changes then.
/// </summary>
public sealed class FreshCloneAtTheSamePathTests : IDisposable
{
    private readonly Team _team = new();

    public FreshCloneAtTheSamePathTests()
    {
        _team.Git.Write("repository/a", "one");
        GitScene.Commit(_team.Git.Repository, "one");
    }

    public void Dispose() => _team.Dispose();

    [Fact]
    public async Task Equal_contents_get_no_times_and_fire_no_deploy()
    {
        string bo = _team.Git.Clone("bo");
        Team.AssertDone(await _team.PushAsync("bo", bo));
        DateTime before = File.GetLastWriteTimeUtc(Path.Combine(_team.Root, "a"));
        Directory.Delete(bo, recursive: true);
        _team.Git.Clone("bo");
        File.SetLastWriteTimeUtc(Path.Combine(bo, "a"), before.AddHours(1));

        var deploy = new DeployStep(
            $"touch {_team.Git.Place("deployed")}", AllowsSudo: false, DeployWhen.Changed, Timeout.InfiniteTimeSpan);
        RunSummary summary = await _team.PushAsync("bo", bo, Team.Bare with { Deploy = deploy });

        Team.AssertDone(summary);
        Assert.Equal((0L, 0), (summary.Run, summary.Updated));
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(_team.Root, "a")));
        Assert.False(File.Exists(_team.Git.Place("deployed")));
    }

    [Fact]
    public async Task Another_commit_does_not_go_as_a_change_of_the_earlier_checkout()
    {
        string bo = _team.Git.Clone("bo");
        File.WriteAllText(Path.Combine(bo, "a"), "in no commit");
        Team.AssertDone(await _team.PushAsync("bo", bo));
        Directory.Delete(bo, recursive: true);
        _team.Git.Clone("bo");

        Team.AssertRefused(await _team.PushAsync("bo", bo), "changes that are in no commit");

        Assert.Equal("in no commit", _team.Read("a"));
    }

    [Fact]
    public async Task A_first_push_that_was_killed_is_recognised_by_the_checkout_that_made_it()
    {
        using var scene = new SeveralCheckouts("ann");
        Checkout ann = scene.People[0];
        ann.Tree.Write("a", "one");
        await ann.PushKilledAsync(FaultPoint.WriteBaseline);

        ann.Tree.Write("a", "two");
        await ann.PushWellAsync();

        Assert.Equal("two", scene.OnTarget("a"));
    }

    [Fact]
    public async Task A_first_push_that_was_killed_before_it_began_leaves_a_first_contact_to_anothers_run()
    {
        using var scene = new SeveralCheckouts("ann", "bob");
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        ann.Tree.Write("a", "ann's");
        await ann.PushKilledAsync(FaultPoint.StageEntry);
        bob.Tree.Write("b", "bob's");
        await bob.PushWellAsync();

        RunSummary refused = await ann.PushAsync();

        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.Contains("the work of bob@desk", refused.Message, StringComparison.Ordinal);
    }
}
