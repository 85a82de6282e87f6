using System.Buffers.Binary;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Messages;
using Lockstep.Sessions.Pushing;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Holding;

/// <summary>Reaches a target over a connection that another command holds: no new login, no new agent, one round trip.</summary>
internal static class HeldConnection
{
    /// <summary>How long a sign of the holder is waited for: it gives one at once, and then each second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Reaches the target; null where nobody holds a connection to it, or its holder is just going.</summary>
    /// <param name="place">Where the holder would listen.</param>
    /// <param name="ssh">Whom the connection leads to.</param>
    /// <param name="options">How bytes are sent.</param>
    /// <param name="opening">How the target will be opened; null to connect only.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<IEndpoint?> TryUseAsync(
        HeldPlace place, SshDestination ssh, PushOptions options, Task<OpenRequest>? opening, CancellationToken cancellation)
    {
        string peer = ssh.Address.ToString();
        if (HeldPipe.TryConnect(place, peer) is not { } pipe)
        {
            return null;
        }

        try
        {
            OpenRequest? sentAhead = opening is null ? null : await opening;
            ReadOnlyMemory<byte> greeting = sentAhead is null ? default : Greeting.With(sentAhead);
            await pipe.Output.WriteAsync((byte[])[StepQuestion.Agent, .. greeting.Span], cancellation);
            await ReadAnswerAsync(pipe, cancellation);

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
            byte answer;
            do
            {
                answer = await ReadAnswerAsync(pipe, cancellation);
            }
            while (answer == StepQuestion.Heard);

            if (answer != StepQuestion.Yes)
            {
                pipe.Abort();
                return null;
            }

            byte[] entries = new byte[sizeof(int)];
            await pipe.Input.ReadExactlyAsync(entries, cancellation);
            IEndpoint target = await RemoteEndpoint.GreetAsync(pipe, Compression.None, bandwidthLimit: null, cancellation);
            return (target, BinaryPrimitives.ReadInt32BigEndian(entries));
        }
        catch (Exception gone) when (gone is ConnectionException || BrokenPipeException.Is(gone))
        {
            pipe.Abort();
            return null;
        }
    }

    /// <summary>Asks the holder of a connection that only lingers to end it.</summary>
    /// <param name="place">Where the holder would listen.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What comes of it. Where it ends, nobody listens there any more.</returns>
    public static async Task<HolderAnswer> EndAsync(HeldPlace place, CancellationToken cancellation)
    {
        if (HeldPipe.TryConnect(place, "") is not { } pipe)
        {
            return new HolderAnswer(HolderKind.Nobody);
        }

        await using (pipe)
        {
            try
            {
                await pipe.Output.WriteAsync((byte[])[StepQuestion.End], cancellation);
                await ReadAnswerAsync(pipe, cancellation);
                if (await ReadAnswerAsync(pipe, cancellation) != StepQuestion.Yes)
                {
                    return new HolderAnswer(HolderKind.Stays, Peer: null, pipe.Holder);
                }

                byte[] peer = new byte[await ReadAnswerAsync(pipe, cancellation)];
                await pipe.Input.ReadExactlyAsync(peer, cancellation);
                return new HolderAnswer(HolderKind.Ends, DisplayText.Of(peer), pipe.Holder);
            }
            catch (Exception gone) when (BrokenPipeException.Is(gone))
            {
                return new HolderAnswer(HolderKind.Stays, Peer: null, pipe.Holder);
            }
        }
    }

    /// <exception cref="IOException">The holder is gone, or stopped.</exception>
    private static async Task<byte> ReadAnswerAsync(HeldPipe pipe, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        byte[] answer = new byte[1];
        try
        {
            await pipe.Input.ReadExactlyAsync(answer, patience.Token);
            return answer[0];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("whoever listens there does not answer");
        }
    }
}
