using System.Buffers;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Channels;

/// <summary>The channels that a client opens on its connection, for others who use it.</summary>
/// <param name="sender">The way to the agent.</param>
internal sealed class ClientChannels(MessageSender sender)
{
    private readonly Lock _opening = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Channel> _open = [];
    private int _last;
    private bool _isBroken;

    /// <summary>Opens another; null where there are too many, or the connection is gone.</summary>
    /// <exception cref="BrokenPipeException">The connection has just gone.</exception>
    public Channel? Open()
    {
        lock (_opening)
        {
            Channel channel;
            lock (_lock)
            {
                if (_isBroken || _open.Count == WireLimits.MaxChannels)
                {
                    return null;
                }

                channel = new Channel(++_last, sender);
                _open.Add(_last, channel);
            }

            // The receiving thread never waits for a full pipe.
            var message = new ArrayBufferWriter<byte>();
            ChannelNumber.Write(message, channel.Number);
            sender.Send(MessageType.Channel, message.WrittenMemory);
            return channel;
        }
    }

    /// <summary>Forgets a channel; what still comes for it is nothing.</summary>
    public void Close(Channel channel)
    {
        lock (_lock)
        {
            _open.Remove(channel.Number);
        }

        channel.Dispose();
    }

    /// <summary>Takes a message about a channel. Called by the receiving thread.</summary>
    /// <exception cref="ProtocolException">There was no such channel, or the message is wrong.</exception>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        int number = ChannelNumber.Take(ref message);
        lock (_lock)
        {
            if (number > _last)
            {
                throw new ProtocolException($"{type} is for channel {number}, the last is {_last}");
            }

            if (_open.TryGetValue(number, out Channel? channel))
            {
                channel.Take(type, message);
            }
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Break()
    {
        lock (_lock)
        {
            _isBroken = true;
            foreach (Channel channel in _open.Values)
            {
                channel.Break();
            }
        }
    }
}
