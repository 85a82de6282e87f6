using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19: what a checkout held says nothing about another one that takes its place, and a size and a time say
/// nothing about a file that a pull would take away.
/// </summary>
public sealed class ReplacedCheckoutTests
{
    [Fact]
    public async Task A_fresh_clone_at_the_path_of_an_earlier_one_does_not_revert_what_that_one_had_pulled()
    {
        using var team = new Team();
        team.Git.Write("repository/a.txt", "one");
        GitScene.Commit(team.Git.Repository, "one");
        string ann = team.Git.Repository, bob = team.Git.Clone("bob");
        Team.AssertDone(await team.PushAsync("ann", ann));
        Team.AssertDone(await team.PushAsync("bob", bob));
        File.WriteAllText(Path.Combine(ann, "a.txt"), "work");
        File.WriteAllText(Path.Combine(ann, "new.txt"), "work");
        Team.AssertDone(await team.PushAsync("ann", ann));
        Team.AssertDone(await team.PullAsync("bob", bob));
        Assert.Equal("work", File.ReadAllText(Path.Combine(bob, "a.txt")));

        Directory.Delete(bob, recursive: true);
        bob = team.Git.Clone("bob");

        Team.AssertRefused(await team.PushAsync("bob", bob), "changes that are in no commit", "ann@desk");
        Assert.Equal(("work", "work"), (team.Read("a.txt"), team.Read("new.txt")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("longer than before")]
    public async Task A_pull_does_not_take_away_an_edit_of_the_same_size_and_time(string? theirs)
    {
        using SeveralCheckouts scene = await PushRevertsAnotherClientsChangeTests.BothInStepAsync();
        (Checkout ann, Checkout bob) = (scene.People[0], scene.People[1]);
        if (theirs is null)
        {
            bob.Tree.Remove(RelativePath.Parse("a"));
        }
        else
        {
            bob.Tree.Write("a", theirs);
        }

        await bob.PushWellAsync();
        string file = Path.Combine(ann.Tree.Root, "a");
        DateTime time = File.GetLastWriteTimeUtc(file);
        string mine = new('x', File.ReadAllText(file).Length);
        File.WriteAllText(file, mine);
        File.SetLastWriteTimeUtc(file, time);

        RunSummary refused = await ann.PullAsync();

        Assert.True(refused.Exit == ExitCode.Refused, PushScene.Describe(refused));
        Assert.Equal(mine, File.ReadAllText(file));
    }
}
