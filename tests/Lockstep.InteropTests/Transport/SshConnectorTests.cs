using System.Net;
using System.Net.Sockets;
using Lockstep.Native;
using Lockstep.Native.Processes;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Transport;

/// <summary>What ssh is started with, and how each failure of a connection reads.</summary>
public sealed class SshConnectorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_s_bytes_errors_and_exit_code_come_through()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        var lines = new List<string>();
        await using PeerConnection connection = SshConnector.Start(
            new SshAddress(LoopbackSshServer.Host), server.Settings with { OnErrorLine = lines.Add }, "cat; echo 'bell \a here' >&2; exit 7");
        byte[] sent = [0, 1, 255, (byte)'\n', (byte)'\r', 26];
        connection.Output.Write(sent);
        connection.Output.Dispose();
        byte[] received = new byte[sent.Length + 1];
        int length = await connection.Input.ReadAtLeastAsync(received, received.Length, throwOnEndOfStream: false, Cancellation);

        Assert.Equal(sent, received[..length]);
        Assert.Equal(new ProcessExit(7, 0), await connection.Exited);
        ConnectionException end = await connection.DescribeEndAsync(hasSpoken: false);
        Assert.Contains("exit code 7", end.Message, StringComparison.Ordinal);
        Assert.Equal(["bell \\x07 here"], lines);
        Assert.Equal(sent.Length, connection.BytesReceived);
    }

    [Fact]
    public async Task User_port_and_identity_of_the_address_are_given_to_ssh()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        string bare = Path.Combine(server.Directory, "bare_config");
        await File.WriteAllTextAsync(bare, $"UserKnownHostsFile {server.KnownHosts}\nIdentityAgent none\n", Cancellation);
        var address = new SshAddress("127.0.0.1", Environment.UserName, server.Port, server.Identity);
        await using PeerConnection connection = await SshConnector.ConnectAgentAsync(
            address, server.Settings with { Command = $"ssh -F \"{bare}\"" }, FakeAgent.Bundle(), AgentStart.Usual, Cancellation);
        Assert.Equal($"{Environment.UserName}@127.0.0.1 (port {server.Port})", connection.Peer);
    }

    [Fact]
    public async Task A_command_that_only_a_shell_can_read_goes_through_one()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await using PeerConnection connection = await ConnectAsync(server, $"x=-F; ssh $x '{server.ConfigFile}'");
        Assert.True(connection.AgentBytes > 0);
    }

    [Fact]
    public async Task Closing_a_connection_ends_the_peer_and_our_process()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        PeerConnection connection = await ConnectAsync(server);
        await connection.DisposeAsync();
        Assert.Equal(0, (await connection.Exited).Signal);
    }

    [Fact]
    public async Task A_read_in_progress_can_be_cancelled_and_the_stream_used_on()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await using PeerConnection connection = SshConnector.Start(new SshAddress(LoopbackSshServer.Host), server.Settings, "cat");
        byte[] buffer = new byte[10];
        using var cancel = new CancellationTokenSource();
        ValueTask<int> reading = connection.Input.ReadAsync(buffer, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        await connection.Output.WriteAsync("ok"u8.ToArray(), Cancellation);
        await connection.Input.ReadExactlyAsync(buffer.AsMemory(0, 2), Cancellation);
        Assert.Equal("ok"u8, buffer.AsSpan(0, 2));
    }

    [Fact]
    public async Task A_connection_that_is_broken_off_while_it_waits_is_cancelled()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync(new() { Shell = "/usr/bin/env sleep-not-there", Noise = "waiting" });
        using var cancel = new CancellationTokenSource();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Task<PeerConnection> connecting = ConnectAsync(server, $"ssh -F '{server.ConfigFile}' -p {((IPEndPoint)silent.LocalEndpoint).Port}", cancel.Token);
        using TcpClient accepted = await silent.AcceptTcpClientAsync(Cancellation);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public Task An_unknown_host_is_told() =>
        RefusedAsync(ConnectionFailure.HostUnknown, "does not resolve", _ => new SshAddress("no-such-host.invalid"));

    [Fact]
    public Task A_port_where_nothing_listens_is_told() =>
        RefusedAsync(ConnectionFailure.Refused, "nothing listens", _ => new SshAddress(LoopbackSshServer.Host, port: 1));

    [Fact]
    public async Task A_host_that_does_not_answer_is_told()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await RefusedAsync(
            ConnectionFailure.TimedOut, "did not answer", _ => new SshAddress(LoopbackSshServer.Host, port: port), server => $"{server.SshCommand} -o ConnectTimeout=1");
    }

    [Fact]
    public Task An_unknown_host_key_is_told() =>
        RefusedAsync(ConnectionFailure.HostKeyUnknown, "not known", prepare: server => File.WriteAllText(server.KnownHosts, ""));

    [Fact]
    public Task A_changed_host_key_is_told() => RefusedAsync(
        ConnectionFailure.HostKeyChanged,
        "ssh-keygen -R",
        prepare: server => File.WriteAllText(server.KnownHosts, $"[127.0.0.1]:{server.Port} {File.ReadAllText(server.Identity + ".pub")}"));

    [Fact]
    public Task A_refused_login_is_told() =>
        RefusedAsync(ConnectionFailure.AuthenticationRefused, "refused the login", prepare: server => File.WriteAllText(server.AuthorizedKeys, ""));

    [Fact]
    public async Task A_refused_login_is_not_tried_again()
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        await File.WriteAllTextAsync(server.AuthorizedKeys, "", Cancellation);
        await Assert.ThrowsAsync<ConnectionException>(() => ConnectAsync(server));
        Assert.Single(server.Log, line => line.StartsWith("Connection from", StringComparison.Ordinal));
    }

    [Fact]
    public Task A_missing_ssh_program_is_told() =>
        RefusedAsync(ConnectionFailure.SshMissing, "LOCKSTEP_SSH", command: _ => "/no/such/ssh -v");

    [Fact]
    public Task A_remote_command_of_the_user_s_configuration_is_told() => RefusedAsync(
        ConnectionFailure.Configuration, "RemoteCommand none", prepare: server => File.AppendAllText(server.ConfigFile, "  RemoteCommand tmux\n"));

    [Fact]
    public Task A_wrong_ssh_configuration_is_told() => RefusedAsync(
        ConnectionFailure.Configuration, "ssh configuration has an error", prepare: server => File.AppendAllText(server.ConfigFile, "  NoSuchOption yes\n"));

    private static async Task RefusedAsync(
        ConnectionFailure failure,
        string words,
        Func<LoopbackSshServer, SshAddress>? address = null,
        Func<LoopbackSshServer, string>? command = null,
        Action<LoopbackSshServer>? prepare = null)
    {
        await using LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        prepare?.Invoke(server);
        SshAddress target = address?.Invoke(server) ?? new SshAddress(LoopbackSshServer.Host);
        SshSettings settings = server.Settings with { Command = command?.Invoke(server) ?? server.SshCommand };
        ConnectionException refusal = await Assert.ThrowsAsync<ConnectionException>(
            () => SshConnector.ConnectAgentAsync(target, settings, FakeAgent.Bundle(), AgentStart.Usual, Cancellation));
        Assert.Equal(failure, refusal.Failure);
        Assert.Equal(ExitCode.NoConnection, refusal.ExitCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(target.Host, refusal.Message, StringComparison.Ordinal);
    }

    private static Task<PeerConnection> ConnectAsync(LoopbackSshServer server, string? command = null, CancellationToken? cancellation = null) =>
        SshConnector.ConnectAgentAsync(
            new SshAddress(LoopbackSshServer.Host),
            server.Settings with { Command = command ?? server.SshCommand },
            FakeAgent.Bundle(),
            AgentStart.Usual,
            cancellation ?? Cancellation);
}
