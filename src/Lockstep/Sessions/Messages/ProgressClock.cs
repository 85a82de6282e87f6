using Lockstep.Wire;

namespace Lockstep.Sessions.Messages;

/// <summary>
/// How long a peer has got no further with what it is waited for. A sign of life is no step: a peer may give those for ever. Steps are a message that was
/// waited for, every <see cref="Keepalive.Step"/> bytes of one or of what the peer takes, and, for a limited time, what it says of its own work.
/// Safe to use from any thread.
/// </summary>
internal sealed class ProgressClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<MessageType> _awaited = [];
    private long _stepAt = time.GetTimestamp();
    private long _provenAt = time.GetTimestamp();
    private long _bytes;
    private long _steps;

    /// <summary>What has been waited for longest; null when nothing is.</summary>
    public MessageType? Awaited
    {
        get
        {
            lock (_lock)
            {
                return _awaited.Count > 0 ? _awaited[0] : null;
            }
        }
    }

    /// <summary>Time since the last step; zero when nothing is waited for.</summary>
    public TimeSpan Stall
    {
        get
        {
            lock (_lock)
            {
                return _awaited.Count > 0 ? time.GetElapsedTime(_stepAt) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>A message is waited for from now on.</summary>
    public void Await(MessageType type)
    {
        lock (_lock)
        {
            if (_awaited.Count == 0)
            {
                Step();
            }

            _awaited.Add(type);
        }
    }

    /// <summary>It came, or is not waited for any longer.</summary>
    public void Came(MessageType type)
    {
        lock (_lock)
        {
            _awaited.Remove(type);
            Step();
        }
    }

    /// <summary>Bytes of a message came, or were taken by the peer.</summary>
    public void Moved(int bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
            if (_bytes >= Keepalive.Step)
            {
                Step();
            }
        }
    }

    /// <summary>The peer says how many steps it has made.</summary>
    public void Claimed(long steps)
    {
        lock (_lock)
        {
            if (steps > _steps && time.GetElapsedTime(_provenAt) < Keepalive.MostUnproven)
            {
                _stepAt = time.GetTimestamp();
            }

            _steps = Math.Max(_steps, steps);
        }
    }

    private void Step()
    {
        _bytes = 0;
        _stepAt = _provenAt = time.GetTimestamp();
    }
}
