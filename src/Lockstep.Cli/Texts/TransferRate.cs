namespace Lockstep.Cli.Texts;

/// <summary>
/// Bytes a second, smoothed: an exponential mean whose weight halves with every <see cref="HalfLife"/>, so that a stall shows within seconds
/// and a burst does not make promises. Says nothing until it has watched for <see cref="Patience"/>.
/// </summary>
internal sealed class TransferRate(TimeProvider time)
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Between two measurements at least: shorter ones would measure the clock.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private long _startedAt;
    private long _measuredAt;
    private long _measuredBytes;
    private bool _isStarted;
    private double _sum;
    private double _weight;

    /// <summary>Bytes a second; null while it is not known.</summary>
    public double? BytesPerSecond => _isStarted && time.GetElapsedTime(_startedAt) >= Patience && _weight > 0 ? _sum / _weight : null;

    /// <summary>Notes how many bytes are done by now. To be called also when nothing moves.</summary>
    public void Measure(long bytesDone)
    {
        long now = time.GetTimestamp();
        if (!_isStarted)
        {
            (_isStarted, _startedAt, _measuredAt, _measuredBytes) = (true, now, now, bytesDone);
            return;
        }

        TimeSpan elapsed = time.GetElapsedTime(_measuredAt, now);
        if (elapsed < Interval)
        {
            return;
        }

        // Dividing by the weight keeps the first seconds from counting as if nothing had moved before them.
        double decay = Math.Pow(0.5, elapsed / HalfLife);
        _sum = (_sum * decay) + ((1 - decay) * (bytesDone - _measuredBytes) / elapsed.TotalSeconds);
        _weight = (_weight * decay) + (1 - decay);
        (_measuredAt, _measuredBytes) = (now, bytesDone);
    }

    /// <summary>How long the rest takes at this rate; null while the rate is not known, when nothing moves, and beyond a day.</summary>
    public TimeSpan? TimeFor(long bytes)
    {
        if (BytesPerSecond is not > 0)
        {
            return null;
        }

        double seconds = bytes / BytesPerSecond.Value;
        return seconds < TimeSpan.SecondsPerDay ? TimeSpan.FromSeconds(seconds) : null;
    }
}
