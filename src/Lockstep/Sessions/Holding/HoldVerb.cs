using System.Buffers.Binary;
using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Transport;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Sessions.Holding;

/// <summary>
/// The hidden verb <c>hold</c> of the client: makes a connection and holds it for other commands of this user. Reads a
/// <see cref="LingerRequest"/> from standard input, to its end, and answers on standard output when the connection stands,
/// or by why it does not:
/// <code>
/// answer   0, bytes of the agent that was brought: 8
///          failure: 1 (1 more than <see cref="ConnectionFailure"/>), exit code: 1, message: the rest
/// </code>
/// Until then it belongs to the terminal, on which ssh may ask, and what ssh says stands on standard error; after that it
/// belongs to nobody.
/// </summary>
public static class HoldVerb
{
    /// <summary>The verb's name.</summary>
    public const string Name = "hold";

    /// <summary>The answer when the connection stands.</summary>
    internal const byte Stands = 0;

    /// <summary>Holds a connection until it is not used any more.</summary>
    /// <param name="client">Makes it.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync(ClientContext client, CancellationToken cancellation)
    {
        OwnProcess.CloseInherited();
        using var answer = new DescriptorWriter(new SafeFileHandle(1, ownsHandle: false));
        if (LingerRequest.TryDecode(ReadAll()) is not { } request)
        {
            return (int)ExitCode.Usage;
        }

        IEndpoint endpoint;
        try
        {
            var target = new PushTarget(request.Ssh.Host, AddressKind.Ssh, ReadOnlyMemory<byte>.Empty, request.Ssh);
            endpoint = await client.ConnectAsync(target, new PushOptions(), new Speaker(), cancellation, isOwn: true);
        }
        catch (SyncException failure)
        {
            ConnectionFailure cause = (failure as ConnectionException)?.Failure ?? ConnectionFailure.Other;
            answer.Write([(byte)(1 + (int)cause), (byte)failure.ExitCode, .. Encoding.UTF8.GetBytes(failure.Message)]);
            return (int)failure.ExitCode;
        }

        await using (endpoint)
        {
            await HoldAsync(client, request, (RemoteEndpoint)endpoint, answer, cancellation);
        }

        return (int)ExitCode.Done;
    }

    private static async Task HoldAsync(
        ClientContext client, LingerRequest request, RemoteEndpoint endpoint, DescriptorWriter answer, CancellationToken cancellation)
    {
        using var lingering = new LingeringConnection(endpoint.Channels, request.Ssh.Address.ToString(), request.Linger, TimeProvider.System);
        ConnectionHolder? holder = await client.TryHoldAsync(request.Ssh, lingering, cancellation);
        byte[] stands = new byte[1 + sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(stands.AsSpan(1), endpoint.Transported.Agent);
        answer.Write(stands);
        if (holder is null)
        {
            // Another holds one already, or nobody can.
            return;
        }

        await using (holder)
        {
            OwnProcess.LeaveTerminal();
            await Task.WhenAny(lingering.Over, endpoint.Lost, Task.Delay(Timeout.Infinite, cancellation));
        }

        await Task.WhenAny(lingering.AwaitUnusedAsync(), endpoint.Lost, Task.Delay(Timeout.Infinite, cancellation));
    }

    private static byte[] ReadAll()
    {
        using var reader = new DescriptorReader(new SafeFileHandle(0, ownsHandle: false));
        var request = new MemoryStream();
        reader.CopyTo(request);
        return request.ToArray();
    }

    /// <summary>Passes on what ssh and the host say, for the command that waits to tell it as its own.</summary>
    private sealed class Speaker : IRunObserver
    {
        public void Tell(SessionEvent told)
        {
            if (told is SessionEvent.PeerSaid said)
            {
                StandardOutput.WriteErrorLine(said.Line);
            }
        }
    }
}
