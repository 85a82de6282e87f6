namespace Lockstep.Plan;

/// <summary>What is kept of a target's history; the newest run is kept always.</summary>
/// <param name="MaxAgeDays">Runs older than this go.</param>
/// <param name="MaxBytes">The oldest runs go until the rest takes no more than this.</param>
public readonly record struct Retention(int MaxAgeDays, long MaxBytes)
{
    /// <summary>14 days while under 1 GiB in all.</summary>
    public static Retention Default => new(14, 1L << 30);
}
