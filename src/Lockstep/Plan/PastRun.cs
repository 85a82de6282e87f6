namespace Lockstep.Plan;

/// <summary>A run of a target's history: enough to list it and to prune it without opening its manifest.</summary>
/// <param name="Run">Its number.</param>
/// <param name="Started">When, to the millisecond.</param>
/// <param name="Owner">Who ran it, as <c>user@host</c>.</param>
/// <param name="Origin">What made it.</param>
/// <param name="Counts">What it did.</param>
/// <param name="KeptBytes">Size of what its history keeps.</param>
public sealed record PastRun(long Run, DateTimeOffset Started, string Owner, RunOrigin Origin, PastCounts Counts, long KeptBytes)
{
    /// <summary>How its deploy command ended; null when none ran.</summary>
    public DeployOutcome? Deploy { get; init; }

    /// <summary>From which project and commit it came; null for a run of a version that did not tell.</summary>
    public RunSource? Source { get; init; }
}

/// <summary>What a past run did, in numbers of entries.</summary>
/// <param name="Added">Added.</param>
/// <param name="Updated">Replaced, or with another mode or time.</param>
/// <param name="Deleted">Removed.</param>
/// <param name="Renamed">Renamed.</param>
public readonly record struct PastCounts(int Added, int Updated, int Deleted, int Renamed)
{
    /// <summary>The counts of two runs.</summary>
    public static PastCounts operator +(PastCounts left, PastCounts right) =>
        new(left.Added + right.Added, left.Updated + right.Updated, left.Deleted + right.Deleted, left.Renamed + right.Renamed);
}
