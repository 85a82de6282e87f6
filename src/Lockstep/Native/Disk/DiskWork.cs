namespace Lockstep.Native.Disk;

/// <summary>
/// Counts, roughly, what this process has done on disks: how it is told whether it gets further, whatever it is busy with. Costs a call a nanosecond: each
/// thread counts for itself and adds up now and then.
/// </summary>
public static class DiskWork
{
    private const int AddedUpAfter = 16;

    [ThreadStatic]
    private static int t_calls;

    private static long s_steps;

    /// <summary>Grows while this process gets further. Two threads may add up at once and one of them be lost, which is no matter.</summary>
    public static long Steps => Volatile.Read(ref s_steps);

    /// <summary>A short call is done.</summary>
    internal static void Count()
    {
        if (++t_calls % AddedUpAfter == 0)
        {
            CountLong();
        }
    }

    /// <summary>A call is done that may take as long as many others.</summary>
    internal static void CountLong() => Volatile.Write(ref s_steps, s_steps + 1);
}
