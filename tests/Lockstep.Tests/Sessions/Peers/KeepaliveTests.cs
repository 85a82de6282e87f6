using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>What each end does about a peer that gives no sign of life.</summary>
public sealed class KeepaliveTests : IDisposable
{
    private readonly PushScene _scene = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_client_reports_a_silent_agent_as_a_lost_connection()
    {
        var link = new PeerLink();
        Task<RemoteEndpoint> greeting = RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation, _clock);
        await _clock.RunUntilAsync(greeting);
        SyncException lost = await Assert.ThrowsAnyAsync<SyncException>(() => greeting);
        Assert.Equal(ExitCode.NoConnection, lost.ExitCode);
        Assert.Contains("no sign of life for 50 s", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_stays_open_is_given_up_sooner_by_both_ends()
    {
        var link = new PeerLink();
        var agent = new HostedAgent(link, time: _clock);
        var clientClock = new ManualClock();
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation, clientClock);
        await endpoint.OpenAsync(_scene.OpenRequest with { StaysOpen = true }, PushScene.Cancellation);

        Assert.Equal([Keepalive.Alert.PingAfter], _clock.Periods);
        Assert.Equal([Keepalive.Alert.PingAfter], clientClock.Periods);
        await _clock.RunUntilAsync(agent.Ended);

        Assert.Equal(ExitCode.NoConnection, await agent.Ended);
        await agent.DisposeAsync();
        await endpoint.DisposeAsync();
    }

    [Fact]
    public async Task The_agent_ends_and_unlocks_when_the_client_is_silent()
    {
        var link = new PeerLink();
        var agent = new HostedAgent(link, time: _clock);
        RemoteEndpoint endpoint = await RemoteEndpoint.GreetAsync(link, Compression.Auto, bandwidthLimit: null, PushScene.Cancellation);
        await endpoint.OpenAsync(_scene.OpenRequest, PushScene.Cancellation);
        await _clock.RunUntilAsync(agent.Ended);
        Assert.Equal(ExitCode.NoConnection, await agent.Ended);
        await agent.DisposeAsync();
        await endpoint.DisposeAsync();
        _scene.WithFile("a", "1");
        Assert.NotNull(await _scene.PushAsync(new PeerLink()));
    }

    [Fact]
    public async Task The_agent_ends_when_the_client_takes_nothing_any_more()
    {
        var link = new PeerLink();
        using var client = new ScriptedClient(link);
        var target = new EndpointWith { OnReadSignature = () => Task.FromResult<ContentSignature?>(new ContentSignature(0, new byte[1 << 20])) };
        await using var agent = new HostedAgent(link, target, _clock);
        client.Send(MessageType.Hello, Greeting.Own.Encode);
        client.Send(MessageType.Open, _scene.OpenRequest.Encode);
        client.SendBegin(ScriptedClient.Run());
        await _clock.RunUntilAsync(agent.Ended);
        Assert.Equal(ExitCode.NoConnection, await agent.Ended);
    }
}
