using System.Buffers.Binary;
using Lockstep.Sessions.Contents;
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
            ReadOnlyMemory<byte> greeting = sentAhead is null ? default : Greeting.With(sentAhead);
            await pipe.Output.WriteAsync((byte[])[StepQuestion.Agent, .. greeting.Span], cancellation);

            return await RemoteEndpoint.GreetAsync(
                pipe, options.Compression, options.BandwidthLimit, cancellation, sentAhead: sentAhead);
        }
        catch (Exception gone) when (gone is ConnectionException { Failure: ConnectionFailure.AgentUnfit } || BrokenPipeException.Is(gone))
        {
            pipe.Abort();
            return null;
        }
    }

    /// <summary>
    /// Waits until a watch that holds a connection has put there all that was saved until now; null where no watch of this
    /// project and target can say so, and whoever asks has to look for himself.
    /// </summary>
    /// <param name="place">Where the holder would listen.</param>
    /// <param name="context">Project and target.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The target, for commands alone, and how many entries it has.</returns>
    public static async Task<(IEndpoint Target, int Entries)?> TryPassAsync(
        HeldPlace place, SessionContext context, CancellationToken cancellation)
    {
        if (HeldPipe.TryConnect(place, context.Target.Name) is not { } pipe)
        {
            return null;
        }

        try
        {
            await pipe.Output.WriteAsync((byte[])[StepQuestion.IsInStep, .. StepQuestion.KeyOf(context)], cancellation);
            byte[] answer = new byte[1 + sizeof(int)];
            await pipe.Input.ReadExactlyAsync(answer.AsMemory(0, 1), cancellation);
            if (answer[0] == 0)
            {
                pipe.Abort();
                return null;
            }

            await pipe.Input.ReadExactlyAsync(answer.AsMemory(1), cancellation);
            IEndpoint target = await RemoteEndpoint.GreetAsync(pipe, Compression.None, bandwidthLimit: null, cancellation);
            return (target, BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(1)));
        }
        catch (Exception gone) when (gone is ConnectionException || BrokenPipeException.Is(gone))
        {
            pipe.Abort();
            return null;
        }
    }
}
