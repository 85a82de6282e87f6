using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Tests.Attacks;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>What is said of long work where there is no terminal.</summary>
public sealed class ProgressLogTests
{
    private readonly VirtualClock _clock = new();
    private readonly ViewFixture _fixture = new();
    private readonly CountingClock _waits;

    public ProgressLogTests() => _waits = new CountingClock(_clock);

    [Fact]
    public async Task Lines_come_ever_more_seldom_until_the_work_is_done()
    {
        var row = new ProgressRow("prod", titleWidth: 4, _clock);
        var waiting = new ProgressRow("next", titleWidth: 4, _clock);
        var work = new TaskCompletionSource();
        Task shown = new ProgressLog(_fixture.Output, [row, waiting], _waits).ShowUntilDoneAsync(work.Task);
        row.Start(Phase.Connect);
        await PassAsync(seconds: 2, lines: 1);
        await PassAsync(seconds: 4, lines: 2);
        row.Start(Phase.Deploy);
        await PassAsync(seconds: 8, lines: 3);
        work.SetResult();
        await shown;

        Assert.Equal("prod: connecting, 0:02\nprod: connecting, 0:06\nprod: deploying, 0:08\n", _fixture.Remarks);
    }

    // What is written before the log waits again is complete, and no second passes before it does.
    private async Task PassAsync(int seconds, int lines)
    {
        await IsWaitingAsync(times: lines);
        for (int i = 0; i < seconds; i++)
        {
            _clock.AdvanceSecond();
        }

        await IsWaitingAsync(times: lines + 1);
    }

    private async Task IsWaitingAsync(int times)
    {
        while (_waits.Count < times)
        {
            await Task.Yield();
        }
    }

    /// <summary>The clock, which counts how often somebody waits by it.</summary>
    private sealed class CountingClock(VirtualClock clock) : TimeProvider
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = clock.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _count);
            return timer;
        }
    }
}
