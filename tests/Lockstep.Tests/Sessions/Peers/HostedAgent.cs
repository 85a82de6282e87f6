using Lockstep.Sessions;
using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Endpoints;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>The agent's loop on a thread of this process, at one end of a link.</summary>
internal sealed class HostedAgent : IAsyncDisposable
{
    private readonly IEndpoint _endpoint;
    private readonly PeerLink _link;

    public HostedAgent(PeerLink link, IEndpoint? endpoint = null, TimeProvider? time = null, EndpointHost? host = null)
    {
        _link = link;
        _endpoint = endpoint ?? host?.First ?? new LocalEndpoint();
        Ended = Task.Factory.StartNew(
            () => AgentServer.Serve(_endpoint, link.AgentInput, link.ToClient, link.EndAgent, time, host),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>How it ended.</summary>
    public Task<ExitCode> Ended { get; }

    /// <summary>Waits until the agent has ended and the target is unlocked.</summary>
    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await Ended;
        await _endpoint.DisposeAsync();
    }
}
