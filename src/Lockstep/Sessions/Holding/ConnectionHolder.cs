using System.ComponentModel;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Messages;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Sessions.Holding;

/// <summary>
/// Lets other commands of this user use a connection as long as it lasts: each of them gets a channel of its own, at the
/// other end of which the agent serves it as if it had come by itself.
/// </summary>
internal sealed class ConnectionHolder : IAsyncDisposable
{
    private const int PieceLength = 64 << 10;

    /// <summary>Who waits for a long batch is told that somebody is at it.</summary>
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(1);

    private static readonly byte[] _heard = [StepQuestion.Heard];

    private readonly HeldPlace _place;
    private readonly ISharedConnection _shared;
    private readonly SafeFileHandle _socket;
    private readonly WakeUp _ending = new();
    private readonly Task _listening;

    private ConnectionHolder(HeldPlace place, ISharedConnection shared, SafeFileHandle socket)
    {
        (_place, _shared, _socket) = (place, shared, socket);
        _listening = Task.Factory.StartNew(Listen, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Begins to listen; null where somebody else does and stays, or it is not possible: then every command connects by itself.</summary>
    /// <param name="place">Where.</param>
    /// <param name="shared">What is shared.</param>
    /// <param name="takesOver">Whether a connection that only lingers gives way.</param>
    /// <param name="cancellation">Ends the waiting for it.</param>
    public static async Task<ConnectionHolder?> TryHoldAsync(
        HeldPlace place, ISharedConnection shared, bool takesOver, CancellationToken cancellation)
    {
        if (!place.TryPrepare()
            || (takesOver ? (await HeldConnection.EndAsync(place, cancellation)).Kind == HolderKind.Stays : IsHeld(place)))
        {
            return null;
        }

        try
        {
            place.Clear();
            return new ConnectionHolder(place, shared, LocalSocket.Listen(place.Socket));
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stops listening; those who are served keep their channels as long as the connection lasts.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending.Call();
        await _listening;
        _socket.Dispose();
        _ending.Dispose();
    }

    private static bool IsHeld(HeldPlace place)
    {
        using SafeFileHandle? other = LocalSocket.TryConnect(place.Socket);
        return other is not null;
    }

    private void Listen()
    {
        while (true)
        {
            SafeFileHandle? connection = LocalSocket.Accept(_socket, _ending);
            if (connection is null)
            {
                break;
            }

            if (LocalSocket.PeerOf(connection).User == EffectiveUser.Id)
            {
                _ = ServeAsync(connection);
            }
            else
            {
                connection.Dispose();
            }
        }

        _place.Clear();
    }

    private async Task ServeAsync(SafeFileHandle connection)
    {
        await Task.Yield();
        using var input = new DescriptorReader(connection);
        using var output = new DescriptorWriter(LocalSocket.Copy(connection));
        try
        {
            byte[] question = new byte[1 + StepQuestion.KeyLength];
            await input.ReadExactlyAsync(question.AsMemory(0, 1));
            await output.WriteAsync(_heard);
            switch (question[0])
            {
                case StepQuestion.Agent:
                    using (_shared.Use())
                    {
                        await ServeAgentAsync(input, output);
                    }

                    break;
                case StepQuestion.End:
                    await GiveUpAsync(output);
                    break;
                default:
                    await input.ReadExactlyAsync(question.AsMemory(1));
                    await ServeCommandsAsync(question.AsMemory(1), input, output);
                    break;
            }
        }
        catch (Exception e) when (e is BrokenPipeException || BrokenPipeException.Is(e))
        {
            // The command is gone, or the connection is, which those who use it learn by the end of theirs.
        }
    }

    /// <summary>Whoever hears that it ends can listen there at once.</summary>
    private async Task GiveUpAsync(DescriptorWriter output)
    {
        if (_shared.GivenUp is not { } peer)
        {
            await output.WriteAsync((byte[])[StepQuestion.No]);
            return;
        }

        _ending.Call();
        await _listening;
        byte[] name = Encoding.UTF8.GetBytes(peer);
        await output.WriteAsync((byte[])[StepQuestion.Yes, (byte)Math.Min(name.Length, byte.MaxValue), .. name.AsSpan(0, Math.Min(name.Length, byte.MaxValue))]);
        _shared.GiveUp();
    }

    private async Task ServeAgentAsync(DescriptorReader input, DescriptorWriter output)
    {
        // Whoever is hung up on before anything was said makes a connection of its own.
        if (_shared.Channels.Open() is not { } channel)
        {
            return;
        }

        try
        {
            await Task.WhenAll(PassOnAsync(input, channel), PassBackAsync(channel, input, output));
        }
        finally
        {
            _shared.Channels.Close(channel);
        }
    }

    private async Task ServeCommandsAsync(ReadOnlyMemory<byte> key, DescriptorReader input, DescriptorWriter output)
    {
        Task<(byte[] Answer, IEndpoint? Target)> asking = _shared.AskAsync(key);
        while (await Task.WhenAny(asking, Task.Delay(BetweenSigns)) != asking)
        {
            await output.WriteAsync(_heard);
        }

        (byte[] answer, IEndpoint? target) = await asking;
        await output.WriteAsync(answer);
        if (target is null)
        {
            return;
        }

        void BreakOff()
        {
            input.Dispose();
            output.Dispose();
        }

        await Task.Factory.StartNew(
            () => AgentServer.Serve(target, input, output, BreakOff), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static async Task PassOnAsync(DescriptorReader input, Channel channel)
    {
        byte[] buffer = new byte[PieceLength];
        try
        {
            int read;
            while ((read = await input.ReadAsync(buffer)) > 0 && await channel.WriteAsync(buffer.AsMemory(0, read)))
            {
            }
        }
        catch (Exception e) when (BrokenPipeException.Is(e))
        {
            // The command is gone, as at the end of its stream.
        }

        channel.End();
    }

    private static async Task PassBackAsync(Channel channel, DescriptorReader input, DescriptorWriter output)
    {
        try
        {
            while (await channel.ReadAsync() is { IsEmpty: false } bytes)
            {
                await output.WriteAsync(bytes);
            }
        }
        catch (Exception e) when (BrokenPipeException.Is(e))
        {
            // The command is gone: the agent learns it by the end of what it sends.
            channel.Break();
        }

        output.Dispose();
        input.Dispose();
    }
}
