namespace Lockstep.Tests.Attacks;

/// <summary>A clock that goes on only when a test says so, with its timers in the order in which they are due.</summary>
internal sealed class VirtualClock : TimeProvider
{
    /// <summary>A timer's call that takes longer waits for something.</summary>
    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private long _now = 1;

    /// <summary>Called each time it has gone on.</summary>
    public event Action? Advanced;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Lets a second pass.</summary>
    public void AdvanceSecond()
    {
        long now = Interlocked.Add(ref _now, TimeSpan.TicksPerSecond);
        Timer[] due;
        lock (_lock)
        {
            due = [.. _timers.Where(timer => timer.Due <= now).OrderBy(timer => timer.Due)];
        }

        foreach (Timer timer in due)
        {
            timer.Fire(now);
        }

        Advanced?.Invoke();
    }

    private sealed class Timer(VirtualClock clock, Action fire) : ITimer
    {
        private long _period;

        public long Due { get; private set; } = long.MaxValue;

        public void Fire(long now)
        {
            Due = _period > 0 ? now + _period : long.MaxValue;

            // As the system's timers do: one that waits in its call for something, such as a peer, keeps nobody else from going on.
            Task.Run(fire).Wait(Blocked);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
            Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + dueTime.Ticks;
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
