namespace Lockstep.Sessions.Messages;

/// <summary>How long a thread has been waiting for the peer. Started and stopped by that thread, asked by others.</summary>
internal sealed class PeerWait(TimeProvider time)
{
    private const long NotWaiting = long.MinValue;

    private long _since = NotWaiting;

    /// <summary>Time since the start; zero when nobody waits.</summary>
    public TimeSpan Elapsed => Volatile.Read(ref _since) is var since && since == NotWaiting ? TimeSpan.Zero : time.GetElapsedTime(since);

    /// <summary>Whether the thread waits.</summary>
    public bool IsWaiting => Volatile.Read(ref _since) != NotWaiting;

    /// <summary>The thread waits from now on.</summary>
    public void Start() => Volatile.Write(ref _since, time.GetTimestamp());

    /// <summary>The thread waits no longer.</summary>
    public void Stop() => Volatile.Write(ref _since, NotWaiting);
}
