using Lockstep.Sessions;
using Lockstep.Sessions.Messages;

namespace Lockstep.Tests.Sessions.Messages;

public sealed class ThrottledStreamTests
{
    [Theory]
    [InlineData(1_000, 1_000, 1)]
    [InlineData(1_000, 10_000, 10)]
    [InlineData(1_000_000, 500_000, 0.5)]
    [InlineData(1, 3, 3)]
    public void Writing_takes_as_long_as_the_limit_says(long bytesPerSecond, int length, double seconds)
    {
        var time = new HastyTime();
        using var output = new MemoryStream();
        using var throttled = new ThrottledStream(output, bytesPerSecond, time);
        byte[] bytes = LiveTree.Content(length, seed: 1);
        throttled.Write(bytes);

        Assert.Equal(bytes, output.ToArray());

        // The last piece is sent without waiting for the time it takes: that is the next one's.
        double piece = Math.Max(1.0 / 20, 1.0 / bytesPerSecond);
        Assert.InRange(time.Waited.TotalSeconds, seconds - piece - 0.001, seconds);
    }

    [Fact]
    public void Time_in_which_nothing_was_sent_is_not_saved_up()
    {
        var time = new HastyTime();
        using var throttled = new ThrottledStream(Stream.Null, bytesPerSecond: 1_000, time);
        time.Pass(TimeSpan.FromHours(1));
        throttled.Write(new byte[1_000]);

        Assert.InRange(time.Waited.TotalSeconds, 0.94, 1);
    }

    /// <summary>A clock by which every wait is over at once, having taken its time.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private long _ticks;

        public TimeSpan Waited { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited += dueTime;
            Pass(dueTime);
            ThreadPool.UnsafeQueueUserWorkItem(_ => callback(state), null);
            return new Timer(_ => { }, null, Timeout.Infinite, Timeout.Infinite);
        }
    }
}
