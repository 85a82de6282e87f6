using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What the target answers after a commit: only what is listed here is not as the plan said.</summary>
/// <param name="Run">The run's number on this target; 0 when nothing was committed.</param>
/// <param name="Problems">Changes that could not be done, with causes; their paths are as they were.</param>
/// <param name="Kept">Directories that stay because something in them is not ours to delete.</param>
/// <param name="Drift">Entries that changed under our hands: when there is any, nothing at all was changed.</param>
/// <param name="Baseline">Digest of the target's baseline after the run.</param>
public sealed record CommitReport(
    long Run,
    IReadOnlyList<Problem> Problems,
    IReadOnlyList<RelativePath> Kept,
    IReadOnlyList<Difference> Drift,
    SnapshotDigest Baseline)
{
    /// <summary>What of the history was given up before the run.</summary>
    public GivenUpHistory GivenUp { get; init; }

    /// <summary>
    /// Renames and reuses whose source on the target was not proven to have the content that the project has: when there is any, nothing at all was changed, and their contents have to be
    /// sent. In path order.
    /// </summary>
    public IReadOnlyList<RelativePath> Unproven { get; init; } = [];

    /// <summary>
    /// Whether there was a run to commit. Where it was not begun, nothing at all was done, since another command has
    /// been at work on the target.
    /// </summary>
    public bool IsBegun { get; init; } = true;

    /// <summary>Whether nothing at all was done, since something is not as the plan takes it to be.</summary>
    public bool IsRefused => Drift.Count + Unproven.Count > 0;
}
