using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary>How long saves took until they stood on the target.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    /// <summary>How many never arrived.</summary>
    public int Lost { get; private set; }

    /// <summary>Adds one; null for one that did not arrive.</summary>
    public void Add(TimeSpan? latency)
    {
        if (latency is { } arrived)
        {
            _milliseconds.Add(arrived.TotalMilliseconds);
        }
        else
        {
            Lost++;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_milliseconds.Count} saves: p50 {At(0.5):0.0}, p90 {At(0.9):0.0}, p99 {At(0.99):0.0}, most {At(1):0.0} ms; lost {Lost}");

    private double At(double part)
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
    }
}
