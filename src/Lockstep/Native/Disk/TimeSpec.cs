using System.Runtime.InteropServices;

namespace Lockstep.Native.Disk;

/// <summary>
/// A point in time as system calls have it; we count nanoseconds since 1970-01-01 UTC in 64 bits, which reaches from 1677 to 2262.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TimeSpec(long seconds, long nanoseconds)
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long MostSeconds = long.MaxValue / NanosecondsPerSecond - 1;
    private const long UtimeOmit = 0x3ffffffe;

    private readonly long _seconds = seconds;
    private readonly long _nanoseconds = nanoseconds;

    /// <summary>Leaves a time as it is.</summary>
    public static TimeSpec Unchanged => new(0, UtimeOmit);

    public static TimeSpec FromNanoseconds(long value)
    {
        (long seconds, long rest) = Math.DivRem(value, NanosecondsPerSecond);
        return rest < 0 ? new TimeSpec(seconds - 1, rest + NanosecondsPerSecond) : new TimeSpec(seconds, rest);
    }

    /// <summary>The time since the clock's start, for clocks that count from one.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks((_seconds * TimeSpan.TicksPerSecond) + (_nanoseconds / TimeSpan.NanosecondsPerTick));

    /// <summary>Times beyond the reach of 64 bits become the last one within.</summary>
    public static long ToNanoseconds(long seconds, uint nanoseconds) =>
        Math.Clamp(seconds, -MostSeconds, MostSeconds) * NanosecondsPerSecond + nanoseconds;
}
