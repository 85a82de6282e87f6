using Lockstep.Wire;

namespace Lockstep.Sessions.Messages;

/// <summary>
/// Gives the peer a sign of life now and then, and says when the peer has given none for too long (<see cref="Keepalive"/>). Nobody answers a sign of
/// life: an answer could wait for a full pipe whose reader waits for the answer.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly ITimer _timer;
    private readonly MessageSender _sender;
    private readonly Func<TimeSpan> _silence;
    private readonly Action _onSilence;
    private volatile Keepalive _rule = Keepalive.Usual;

    /// <summary>Starts the heartbeat.</summary>
    /// <param name="sender">Sends the signs of life.</param>
    /// <param name="silence">Tells how long the peer has given no sign of life while one was due.</param>
    /// <param name="onSilence">Called when the peer counts as gone; it has to end the connection.</param>
    /// <param name="time">The clock.</param>
    public Heartbeat(MessageSender sender, Func<TimeSpan> silence, Action onSilence, TimeProvider time)
    {
        _sender = sender;
        _silence = silence;
        _onSilence = onSilence;
        _timer = time.CreateTimer(static self => ((Heartbeat)self!).Beat(), this, _rule.PingAfter, _rule.PingAfter);
    }

    /// <summary>How often signs of life are given and expected.</summary>
    public Keepalive Rule => _rule;

    /// <summary>Goes by another rule from now on.</summary>
    public void Follow(Keepalive rule)
    {
        _rule = rule;
        _timer.Change(rule.PingAfter, rule.PingAfter);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        if (_silence() >= _rule.DeadAfter)
        {
            _onSilence();
            return;
        }

        try
        {
            _sender.SendIfIdle(MessageType.Ping);
        }
        catch (BrokenPipeException)
        {
            // The connection is ending: whoever reads or writes next learns why.
            _timer.Dispose();
        }
    }
}
