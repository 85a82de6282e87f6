using System.Net;
using System.Net.Sockets;
using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Run;

/// <summary>Ports forwarded through the connection of a command.</summary>
public sealed class ForwardTests(SharedSshServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-L")]
    [InlineData("-R")]
    public async Task A_port_is_forwarded_while_the_command_runs(string option)
    {
        using var place = new Workplace(shared.Server);
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        int port = FreePort();
        await using CommandClient client = place.StartRun(terminal: null, option, $"127.0.0.1:{port}:127.0.0.1:{((IPEndPoint)service.LocalEndpoint).Port}", "--shell", "echo ready; cat");
        await client.WaitForAsync("ready");

        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        using TcpClient called = await service.AcceptTcpClientAsync(Cancellation);
        await called.GetStream().WriteAsync("hello"u8.ToArray(), Cancellation);
        byte[] received = new byte[5];
        await caller.GetStream().ReadExactlyAsync(received, Cancellation);
        Assert.Equal("hello"u8.ToArray(), received);
        called.Close();
        caller.Close();
        client.EndInput();
        Assert.Equal(0, await client.EndAsync());
    }

    [Theory]
    [InlineData("-L", "what -L asks for cannot be listened on here")]
    [InlineData("-R", "what -R asks for cannot be listened on there")]
    public async Task A_port_that_is_taken_ends_it_before_anything_is_done(string option, string words)
    {
        using var place = new Workplace(shared.Server);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using CommandClient client = place.StartRun(terminal: null, option, $"127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}:127.0.0.1:9", "--", "true");
        Assert.Equal(3, await client.EndAsync());
        Assert.Contains(words, client.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Target));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
