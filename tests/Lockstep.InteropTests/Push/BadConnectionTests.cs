using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>Targets that cannot be reached, each with its exit code and a message with host, cause and remedy.</summary>
public sealed class BadConnectionTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_target_is_told_with_the_name_that_was_meant()
    {
        using var place = new Workplace();
        place.InProject("printf '[target.prod]\naddress = \"box:app\"\n' > lockstep.toml");
        await FailsAsync(place, 2, ["prodd", "'prod'"], "push", "prodd");
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_is_told()
    {
        using var place = new Workplace();
        place.InProject("printf x > x");
        await FailsAsync(place, 3, ["no-such-host.invalid", "does not resolve"], "push", "no-such-host.invalid:app");
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_told()
    {
        using var place = new Workplace(shared.Server);
        place.InProject("printf x > x");
        await FailsAsync(place, 3, ["box", "nothing listens", "Check"], "push", "ssh://box:1/app");
    }

    [Fact]
    public async Task A_refused_login_is_told_and_not_tried_again()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        await File.WriteAllTextAsync(server.AuthorizedKeys, "", Cancellation);
        await FailsAsync(place, 3, ["box", "refused the login"], "push", place.Address);
        Assert.Single(server.Log, line => line.StartsWith("Connection from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_of_another_is_refused()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        string key = Path.Combine(place.Home, "other key");
        Shell.Run($"ssh-keygen -q -t ed25519 -N '' -f {Shell.Quote(key)}");
        File.Copy(key, server.Identity, overwrite: true);
        place.InProject($"printf x > x; printf '[target.t]\naddress = \"{place.Address}\"\nidentity = \"{key}\"\n' > lockstep.toml");
        await FailsAsync(place, 3, ["box", "refused the login"], "push", "t");
        Assert.Single(server.Log, line => line.StartsWith("Connection from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_host_key_is_told()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        await File.WriteAllTextAsync(server.KnownHosts, "", Cancellation);
        await FailsAsync(place, 3, ["box", "not known"], "push", place.Address);
    }

    [Fact]
    public async Task A_changed_host_key_is_told_with_the_remedy()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        string other = await File.ReadAllTextAsync(server.Identity + ".pub", Cancellation);
        await File.WriteAllTextAsync(server.KnownHosts, $"[127.0.0.1]:{server.Port} {other}", Cancellation);
        await FailsAsync(place, 3, ["box", "ssh-keygen -R"], "push", place.Address);
    }

    [Fact]
    public async Task A_damaged_agent_on_the_target_is_replaced()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        await place.PushedAsync();
        string agent = Shell.Run("find .cache/lockstep -name lockstep-agent", server.Home).Trim();
        Shell.Run($"printf '#!/bin/sh\\necho not an agent\\nexit 1\\n' > {agent}", server.Home);
        place.InProject("printf y > y");
        ClientResult result = await place.PushAsync();
        Assert.Equal(3, result.Exit);
        Assert.Contains("box", result.Errors, StringComparison.Ordinal);
    }

    private static async Task FailsAsync(Workplace place, int exit, string[] words, params string[] arguments)
    {
        ClientResult result = await place.RunAsync(["-C", place.Project, .. arguments]);
        Assert.True(result.Exit == exit, $"exit code {result.Exit}: {result.Errors}");
        Assert.All(words, word => Assert.Contains(word, result.Errors, StringComparison.Ordinal));
        Assert.Equal("", result.Output);
        Assert.False(File.Exists(place.Target));
    }
}
