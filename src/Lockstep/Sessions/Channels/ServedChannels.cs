using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Channels;

/// <summary>
/// The other clients that an agent serves over one connection, each by a loop and an endpoint of its own: they lock the
/// target against each other as if each had come by itself.
/// </summary>
/// <param name="host">Makes the endpoints; null where there is one client only.</param>
/// <param name="sender">The way to the client.</param>
/// <param name="time">The clock.</param>
internal sealed class ServedChannels(EndpointHost? host, MessageSender sender, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (Channel Channel, Task Serving)> _served = [];
    private int _last;

    /// <summary>Takes a message about a channel; what crosses a channel's end is nothing.</summary>
    /// <exception cref="ProtocolException">It is wrong, or there are too many channels.</exception>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        if (type == MessageType.Channel)
        {
            Open(ChannelNumber.TakeAlone(message));
            return;
        }

        int number = ChannelNumber.Take(ref message);
        if (number > _last)
        {
            throw new ProtocolException($"{type} is for channel {number}, the last is {_last}");
        }

        lock (_lock)
        {
            if (_served.TryGetValue(number, out (Channel Channel, Task Serving) served))
            {
                served.Channel.Take(type, message);
            }
        }
    }

    /// <summary>Ends all of them: their clients are gone.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            var all = new List<Task>(_served.Count);
            foreach ((Channel channel, Task serving) in _served.Values)
            {
                channel.Break();
                all.Add(serving);
            }

            return Task.WhenAll(all);
        }
    }

    private void Open(int number)
    {
        if (host is null)
        {
            throw new ProtocolException("a channel was asked for in a channel, or of an agent that serves one client only");
        }

        lock (_lock)
        {
            if (number != _last + 1 || _served.Count == WireLimits.MaxChannels)
            {
                throw new ProtocolException(
                    $"channel {number} is opened beside {_served.Count}; the next is {_last + 1}, and the most at once is {WireLimits.MaxChannels}");
            }

            _last = number;
            var channel = new Channel(number, sender);
            Task serving = Task.Factory.StartNew(
                () => Serve(host, number, channel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            _served.Add(number, (channel, serving));
        }
    }

    private void Serve(EndpointHost host, int number, Channel channel)
    {
        using (channel)
        {
            try
            {
                host.Serve(new ChannelStream(channel), channel.Break, time);
                channel.End();
            }
            catch (BrokenPipeException)
            {
                // The connection is gone, and with it the client.
            }
        }

        lock (_lock)
        {
            _served.Remove(number);
        }
    }
}
