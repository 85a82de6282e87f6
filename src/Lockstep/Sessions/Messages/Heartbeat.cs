using System.Buffers;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Messages;

/// <summary>
/// Gives the peer a sign of life now and then, and looks whether the peer has given one and gets further (<see cref="Keepalive"/>). Nobody answers a sign of
/// life: an answer could wait for a full pipe whose reader waits for the answer.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly ITimer _timer;
    private readonly MessageSender _sender;
    private readonly Func<Keepalive, bool> _isOver;
    private readonly Action _onOver;
    private readonly Func<long>? _work;
    private readonly TimeProvider _time;
    private volatile Keepalive _rule = Keepalive.Usual;
    private long _pingAt;
    private long _told;

    /// <summary>Starts the heartbeat.</summary>
    /// <param name="sender">Sends the signs of life.</param>
    /// <param name="isOver">Tells whether the peer counts as gone by a rule.</param>
    /// <param name="onOver">Called when it does; it has to end the connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="work">Counts the steps of our own work, which are told; null where the peer does not wait for any.</param>
    public Heartbeat(MessageSender sender, Func<Keepalive, bool> isOver, Action onOver, TimeProvider time, Func<long>? work = null)
    {
        _sender = sender;
        _isOver = isOver;
        _onOver = onOver;
        _time = time;
        _work = work;
        _pingAt = time.GetTimestamp();
        _timer = time.CreateTimer(static self => ((Heartbeat)self!).Beat(), this, _rule.BeatAfter, _rule.BeatAfter);
    }

    /// <summary>How often signs of life are given and expected.</summary>
    public Keepalive Rule => _rule;

    /// <summary>Goes by another rule from now on.</summary>
    public void Follow(Keepalive rule)
    {
        _rule = rule;
        _timer.Change(rule.BeatAfter, rule.BeatAfter);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        Keepalive rule = _rule;
        if (_isOver(rule))
        {
            _onOver();
            return;
        }

        // Half a beat early is in time: the next would be half a beat late.
        if (_time.GetElapsedTime(_pingAt) < rule.PingAfter - (rule.BeatAfter / 2))
        {
            return;
        }

        _pingAt = _time.GetTimestamp();
        try
        {
            Ping();
        }
        catch (BrokenPipeException)
        {
            // The connection is ending: whoever reads or writes next learns why.
            _timer.Dispose();
        }
    }

    private void Ping()
    {
        if (_work?.Invoke() is { } work && work != _told)
        {
            _told = work;
            var message = new ArrayBufferWriter<byte>();
            new Working(work).Encode(message);
            _sender.SendIfIdle(MessageType.Working, message.WrittenMemory);
        }
        else
        {
            _sender.SendIfIdle(MessageType.Ping, default);
        }
    }
}
