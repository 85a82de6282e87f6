namespace Lockstep.Sessions.Live;

/// <summary>When everything is looked at again although nobody said that something happened: seldom, and the seldomer the longer it takes.</summary>
/// <param name="time">The clock.</param>
/// <param name="isPolling">Whether nobody says so for all that happens, so that this is how it is noticed.</param>
internal sealed class Audit(TimeProvider time, bool isPolling = false)
{
    /// <summary>How often at most, where notices come, and where they do not.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1), Polling = TimeSpan.FromSeconds(2);

    /// <summary>A thousandth of the time: with a scan on two processors that is a fifth of a percent of one. Without notices a hundredth.</summary>
    private const int Share = 1000, PollingShare = 100;

    private readonly TimeSpan _least = isPolling ? Polling : Usual;
    private readonly int _share = isPolling ? PollingShare : Share;
    private TimeSpan? _interval;

    /// <summary>Waits until it is due, looks, and takes note of how long that takes.</summary>
    public async Task<T> NextAsync<T>(Func<Task<T>> look, CancellationToken cancellation)
    {
        await Task.Delay(_interval ?? _least, time, cancellation);
        long start = time.GetTimestamp();
        T found = await look();
        TimeSpan interval = time.GetElapsedTime(start) * _share;
        _interval = interval > _least ? interval : _least;
        return found;
    }
}
