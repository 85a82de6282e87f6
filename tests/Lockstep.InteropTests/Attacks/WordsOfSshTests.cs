using Lockstep.InteropTests.Push;
using Xunit;

namespace Lockstep.InteropTests.Attacks;

/// <summary>Issue 11, B12: what ssh says is the user's best clue, and was dropped.</summary>
public sealed class WordsOfSshTests
{
    [Fact]
    public async Task A_key_that_others_may_read_is_named_with_its_mode_and_the_remedy()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        Shell.Run($"chmod 644 {Shell.Quote(server.Identity)}");
        string errors = await FailAsync(server);
        Assert.Contains("chmod 600", errors, StringComparison.Ordinal);
        Assert.Contains("Permissions 0644 for '", errors, StringComparison.Ordinal);
        Assert.Contains("This private key will be ignored", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_host_key_is_told_with_its_line_and_the_command_that_removes_it()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        string other = await File.ReadAllTextAsync(server.Identity + ".pub", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(server.KnownHosts, $"[127.0.0.1]:{server.Port} {other}", TestContext.Current.CancellationToken);
        string errors = await FailAsync(server);
        Assert.Contains($"ssh-keygen -R '[127.0.0.1]:{server.Port}'", errors, StringComparison.Ordinal);
        Assert.Contains($"{server.KnownHosts}:1", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_v_what_ssh_says_is_shown_when_all_goes_well_too_and_steers_no_terminal()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        string noisy = Path.Combine(place.Directory, "noisy");
        await File.WriteAllTextAsync(noisy, $"#!/bin/sh\nprintf 'a word \\033]0;owned\\007 of ssh\\n' >&2\nexec {server.SshCommand} \"$@\"\n", TestContext.Current.CancellationToken);
        Shell.Run($"chmod 700 {Shell.Quote(noisy)}");
        place.Environment["LOCKSTEP_SSH"] = Shell.Quote(noisy);
        ClientResult quiet = await place.RunAsync("-C", place.Project, "push", place.Address, "--no-deploy");
        ClientResult verbose = await place.RunAsync("-C", place.Project, "-v", "push", place.Address, "--no-deploy");
        Assert.Equal((0, 0), (quiet.Exit, verbose.Exit));
        Assert.DoesNotContain("of ssh", quiet.Errors, StringComparison.Ordinal);
        Assert.Contains("ssh| a word \\x1b]0;owned\\x07 of ssh", verbose.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> FailAsync(LoopbackSshServer server)
    {
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        ClientResult failed = await place.RunAsync("-C", place.Project, "push", place.Address);
        Assert.Equal(3, failed.Exit);
        return failed.Errors;
    }
}
