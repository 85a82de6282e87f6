using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Messages;
using Lockstep.Sessions.Pushing;
using Lockstep.Transport;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Holding;

/// <summary>Reaches a target over a connection that another command holds: no new login, no new agent, one round trip.</summary>
internal static class HeldConnection
{
    /// <summary>Reaches the target; null where nobody holds a connection to it, or its holder is just going.</summary>
    /// <param name="place">Where the holder would listen.</param>
    /// <param name="ssh">Whom the connection leads to.</param>
    /// <param name="options">How bytes are sent.</param>
    /// <param name="opening">How the target will be opened; null to connect only.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<IEndpoint?> TryUseAsync(
        HeldPlace place, SshDestination ssh, PushOptions options, Task<OpenRequest>? opening, CancellationToken cancellation)
    {
        string peer = new SshAddress(ssh.Host, ssh.User, ssh.Port, ssh.Identity).ToString();
        if (HeldPipe.TryConnect(place, peer) is not { } pipe)
        {
            return null;
        }

        try
        {
            OpenRequest? sentAhead = opening is null ? null : await opening;
            if (sentAhead is not null)
            {
                await pipe.Output.WriteAsync(Greeting.With(sentAhead), cancellation);
            }

            return await RemoteEndpoint.GreetAsync(
                pipe, options.Compression, options.BandwidthLimit, cancellation, sentAhead: sentAhead);
        }
        catch (Exception gone) when (gone is ConnectionException { Failure: ConnectionFailure.AgentUnfit } || BrokenPipeException.Is(gone))
        {
            pipe.Abort();
            return null;
        }
    }
}
