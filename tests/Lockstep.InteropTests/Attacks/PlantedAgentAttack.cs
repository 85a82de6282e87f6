using System.Text;
using Lockstep.InteropTests.Transport;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;
using Xunit;

namespace Lockstep.InteropTests.Attacks;

/// <summary>Issue 11, C17: an agent that is on the host already was started by its name alone, and its directory's parents were not looked at.</summary>
public sealed class PlantedAgentAttack
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_that_is_not_what_its_name_says_is_not_started_but_brought_anew()
    {
        BuiltPrograms.Installed("/usr/bin/sha256sum", "coreutils");
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        string agent = await AgentOfAsync(server, isBrought: true);
        await AgentOfAsync(server, isBrought: false);
        string planted = Path.Combine(server.Home, "planted");
        await File.WriteAllTextAsync(agent, $"#!/bin/sh\ntouch '{planted}'\necho '<lockstep-bootstrap> ready'\necho owned\nexec cat\n", Cancellation);

        Assert.Equal(agent, await AgentOfAsync(server, isBrought: true));
        Assert.False(File.Exists(planted));
        Assert.Equal(agent, await AgentOfAsync(server, isBrought: false));
    }

    [Theory]
    [InlineData(".cache")]
    [InlineData(".")]
    public async Task An_agent_below_a_directory_that_a_group_may_write_is_not_started_and_none_is_put_there(string open)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { MountCommands = "mount -t tmpfs -o mode=1777 tmpfs /var/tmp" });
        string agent = await AgentOfAsync(server, isBrought: true);
        Assert.StartsWith(server.Home, agent, StringComparison.Ordinal);
        string directory = Path.Combine(server.Home, open);
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.GroupWrite);
        Assert.StartsWith("/var/tmp/lockstep-", await AgentOfAsync(server, isBrought: true), StringComparison.Ordinal);
    }

    /// <summary>Where the agent is that a login starts.</summary>
    private static async Task<string> AgentOfAsync(LoopbackSshServer server, bool isBrought)
    {
        await using PeerConnection connection = await SshConnector.ConnectAgentAsync(
            new SshAddress(LoopbackSshServer.Host), server.Settings, FakeAgent.Bundle(), AgentStart.Usual, Cancellation);
        Assert.Equal(isBrought, connection.AgentBytes > 0);
        var line = new StringBuilder();
        byte[] letter = new byte[1];
        while (await connection.Input.ReadAsync(letter, Cancellation) == 1 && letter[0] != (byte)'\n')
        {
            line.Append((char)letter[0]);
        }

        return line.ToString();
    }
}
