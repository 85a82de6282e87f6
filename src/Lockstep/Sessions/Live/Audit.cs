namespace Lockstep.Sessions.Live;

/// <summary>When everything is looked at again although nobody said that something happened: seldom, and the seldomer the longer it takes.</summary>
internal sealed class Audit(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    /// <summary>A thousandth of the time: with a scan on two processors that is a fifth of a percent of one.</summary>
    private const int Share = 1000;

    private TimeSpan _interval = Least;

    /// <summary>Waits until it is due, looks, and takes note of how long that takes.</summary>
    public async Task<T> NextAsync<T>(Func<Task<T>> look, CancellationToken cancellation)
    {
        await Task.Delay(_interval, time, cancellation);
        long start = time.GetTimestamp();
        T found = await look();
        TimeSpan interval = time.GetElapsedTime(start) * Share;
        _interval = interval > Least ? interval : Least;
        return found;
    }
}
