using Lockstep.Files.Committing;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files;

/// <summary>A run to be staged and committed on a target.</summary>
/// <param name="Changes">In path order, each path once. What stood before is looked up, not taken from here.</param>
/// <param name="Bookkeeping">
/// Edits of the baseline alone, in path order: entries adopted as they stand, entries no longer managed. One at a change's path counts for what the change puts there.
/// </param>
/// <param name="Seen">Where the disk differs from the baseline, as drift check and probes found it: in path order, with stamps where known.</param>
/// <param name="IsDisposable">Which entries do not keep a deleted directory from going.</param>
/// <param name="Owner">Who runs it, as <c>user@host</c>.</param>
/// <param name="Retention">How long and how much history is kept.</param>
public sealed record TargetRun(
    IReadOnlyList<Change> Changes,
    IReadOnlyList<EntryEdit> Bookkeeping,
    IReadOnlyList<EntryEdit> Seen,
    DisposableRule IsDisposable,
    string Owner,
    Retention Retention)
{
    /// <summary>What made it.</summary>
    public RunOrigin Origin { get; init; }

    /// <summary>From which project and commit it comes; null for a pull.</summary>
    public RunSource? Source { get; init; }

    /// <summary>The key of the changes' seals; null where they have none.</summary>
    public SealKey? Key { get; init; }
}
