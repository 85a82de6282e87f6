using Lockstep.Sessions;

namespace Lockstep.Tests.Attacks;

/// <summary>Issue 11, D20: a push that is typed in the home directory sends all of it, keys and letters included, and one in / the whole machine.</summary>
public sealed class HomeAsProjectAttack : IDisposable
{
    private readonly Team _team = new();

    public void Dispose() => _team.Dispose();

    [Fact]
    public async Task A_home_directory_is_no_project_and_neither_is_the_root_of_all()
    {
        string home = Environment.GetEnvironmentVariable("HOME") ?? "/root";
        Team.AssertRefused(await _team.PushAsync("ann", home), $"'{home}' is a home directory");
        Team.AssertRefused(await _team.PushAsync("ann", home, Team.Bare with { Confirmed = true, Force = true }), "is a home directory");
        Team.AssertRefused(await _team.PushAsync("ann", "/"), "the root of the whole file system");
        Assert.False(Directory.Exists(_team.Root));
    }

    [Fact]
    public async Task A_link_to_a_home_directory_is_one_too_and_a_directory_below_it_is_none()
    {
        Directory.CreateSymbolicLink(_team.Git.Place("link"), "/root");
        Team.AssertRefused(await _team.PushAsync("ann", _team.Git.Place("link")), "'/root' is a home directory");
        Team.AssertDone(await _team.PushAsync("ann", _team.Plain("below", "a=1")));
    }
}
