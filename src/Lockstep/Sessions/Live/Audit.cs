namespace Lockstep.Sessions.Live;

/// <summary>When everything is looked at again although nobody said that something happened: seldom, and the seldomer the longer it takes.</summary>
internal sealed class Audit(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>A thousandth of the time: with a scan on two processors that is a fifth of a percent of one.</summary>
    private const int Share = 1000;

    private TimeSpan _interval = Least;

    /// <summary>Completes when it is due.</summary>
    public Task DueAsync(CancellationToken cancellation) => Task.Delay(_interval, time, cancellation);

    /// <summary>Looks, and takes note of how long it takes.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> look)
    {
        long start = time.GetTimestamp();
        T found = await look();
        TimeSpan interval = time.GetElapsedTime(start) * Share;
        _interval = interval > Least ? interval : Least;
        return found;
    }
}
