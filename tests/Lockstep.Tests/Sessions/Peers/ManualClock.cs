namespace Lockstep.Tests.Sessions.Peers;

/// <summary>A clock that stands still until it is told to go on, and its timers with it.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private long _ticks = 1;

    /// <summary>How often its timers fire.</summary>
    public IReadOnlyList<TimeSpan> Periods
    {
        get
        {
            lock (_lock)
            {
                return [.. _timers.Select(timer => timer.Period)];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state), period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Lets the period of its timers pass again and again until something has come to its end.</summary>
    public async Task RunUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            Timer[] timers;
            lock (_lock)
            {
                timers = [.. _timers];
            }

            foreach (Timer timer in timers)
            {
                Interlocked.Add(ref _ticks, timer.Period.Ticks);
                timer.Fire();
            }

            await Task.Yield();
        }
    }

    private sealed class Timer(ManualClock clock, Action fire, TimeSpan period) : ITimer
    {
        public TimeSpan Period { get; private set; } = period;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            Period = newPeriod;
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
