namespace Lockstep.Plan;

/// <summary>History that a target gave up before a run, to make room by the limits that hold now.</summary>
/// <param name="Runs">Number of past runs that cannot be undone any more.</param>
/// <param name="Bytes">Size of what their history kept.</param>
public readonly record struct GivenUpHistory(long Runs, long Bytes)
{
    /// <summary>Nothing was given up.</summary>
    public static GivenUpHistory Nothing => default;
}
