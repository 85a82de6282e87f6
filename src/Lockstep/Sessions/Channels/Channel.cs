using System.Buffers;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Channels;

/// <summary>
/// Bytes both ways between another client and its agent, over the connection of this one. Neither side sends more than
/// <see cref="WireLimits.InputWindow"/> bytes ahead of what the other has taken, so that a slow channel stops no other.
/// One thread reads and one writes; the receiving thread hands messages in and never waits.
/// </summary>
/// <param name="number">Its number on the connection.</param>
/// <param name="sender">The way to the other end.</param>
internal sealed class Channel(int number, MessageSender sender) : IDisposable
{
    private readonly InputQueue _arrived = new();
    private readonly InputCredit _credit = new();
    private readonly CancellationTokenSource _over = new();
    private int _handedOut;
    private bool _hasEnded;

    /// <summary>Its number on the connection.</summary>
    public int Number => number;

    /// <summary>Takes a message about this channel.</summary>
    /// <exception cref="ProtocolException">It is wrong, or more than may be sent.</exception>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case MessageType.ChannelData:
                _arrived.Add(message);
                break;
            case MessageType.ChannelTaken:
                _credit.Give(InputTaken.Decode(message).Count);
                break;
            case MessageType.ChannelEnd when !message.IsEmpty:
                throw new ProtocolException($"channel's end is followed by {message.Length} bytes");
            default:
                // Whoever is at the other end has gone, and takes nothing any more either.
                _credit.End();
                _arrived.End();
                break;
        }
    }

    /// <summary>Waits for bytes of the other end and hands out all there are, good until the next call; empty at the end.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync()
    {
        if (_handedOut > 0)
        {
            _arrived.Release(_handedOut);
            Send(MessageType.ChannelTaken, new InputTaken(_handedOut).Encode);
            _handedOut = 0;
        }

        try
        {
            ReadOnlyMemory<byte> bytes = await _arrived.TakeAsync(_over.Token);
            _handedOut = bytes.Length;
            return bytes;
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }

    /// <summary>Sends bytes, waiting while the other end is behind.</summary>
    /// <returns>False when the other end takes nothing any more.</returns>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                int most = await _credit.TakeAsync(Math.Min(bytes.Length, WireLimits.MaxInput), _over.Token);
                if (most == 0)
                {
                    return false;
                }

                ReadOnlyMemory<byte> piece = bytes[..most];
                Send(MessageType.ChannelData, writer => writer.Write(piece.Span));
                bytes = bytes[most..];
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Tells the other end that nothing comes any more, once.</summary>
    public void End()
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            Send(MessageType.ChannelEnd, static _ => { });
        }
    }

    /// <summary>Ends all reading and writing here, from any thread: the connection is gone, or the one who is served.</summary>
    public void Break() => _over.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _arrived.Dispose();
    }

    private void Send(MessageType type, Action<IBufferWriter<byte>> encode)
    {
        var message = new ArrayBufferWriter<byte>();
        ChannelNumber.Write(message, number);
        encode(message);
        sender.Send(type, message.WrittenMemory);
    }
}
