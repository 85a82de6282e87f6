using System.Buffers;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
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
    public async Task An_agent_of_another_protocol_version_is_replaced()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { MountCommands = LoginEnvironment.NoSha256Sum });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        await place.PushedAsync();
        await ReplaceAgentAsync(server, new Hello(Hello.CurrentVersion + 1, Hello.CurrentVersion + 1, Features: 0, "9.9.9", "linux-x64"));
        await HealsAsync(place);
    }

    [Theory]
    [InlineData("printf '#!/bin/sh\\nexit 1\\n' > damaged")]
    [InlineData(": > damaged")]
    [InlineData("head -c 100000 $AGENT > damaged")]
    [InlineData("head -c 4000000 $AGENT > damaged")]
    public async Task An_agent_that_does_not_run_is_replaced(string damage)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { MountCommands = LoginEnvironment.NoSha256Sum });
        using var place = new Workplace(server);
        place.InProject("printf x > x");
        await place.PushedAsync();
        Shell.Run($"AGENT=$(find .cache/lockstep -name lockstep-agent); {damage}; chmod 700 damaged; mv damaged $AGENT", server.Home);
        await HealsAsync(place);
    }

    /// <summary>The next push brings the agent anew and does its work; the one after it finds the agent.</summary>
    private static async Task HealsAsync(Workplace place)
    {
        place.InProject("printf y > y");
        ClientResult healing = await place.PushedAsync();
        Assert.Contains("is replaced", healing.Errors, StringComparison.Ordinal);
        Assert.Contains("brought the agent to box", healing.Errors, StringComparison.Ordinal);
        Assert.Equal("y", place.OnTarget("cat y"));
        place.InProject("printf z > z");
        ClientResult usual = await place.PushedAsync();
        Assert.DoesNotContain("agent", usual.Errors, StringComparison.Ordinal);
        Assert.Equal("z", place.OnTarget("cat z"));
    }

    /// <summary>Puts a script in the agent's place that answers the client's greeting with this one and then only listens.</summary>
    private static async Task ReplaceAgentAsync(LoopbackSshServer server, Hello hello)
    {
        var message = new ArrayBufferWriter<byte>();
        hello.Encode(message);
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, MessageType.Hello, message.WrittenSpan);
        await File.WriteAllBytesAsync(Path.Combine(server.Home, "greeting"), frame.WrittenMemory.ToArray(), Cancellation);
        Shell.Run("""
            agent=$(find .cache/lockstep -name lockstep-agent)
            printf '#!/bin/sh\n[ "$1" = verify ] && exit 0\nprintf "<lockstep-bootstrap> ready\\n"\nhead -c 1 >/dev/null\ncat "$HOME/greeting"\nexec cat >/dev/null\n' > other
            chmod 700 other
            mv other "$agent"
            """, server.Home);
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
