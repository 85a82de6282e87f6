using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// The run to be staged and committed. The changes' indexes name their contents in the packs that follow. Cut at its records, so that
/// neither end holds it encoded: <see cref="RunRequestEncoder"/>, <see cref="RunRequestDecoder"/>.
/// <code>
/// | baseline: 16 | owner: sized | making | history days: v | history bytes: v
/// | count: v | count times: disposable pattern: sized | key of the seals: sized, 0 or 1056
/// | number of changes: v | number of bookkeeping edits: v
/// | change, in path order | ... | edit, in path order | ...
///
/// edit   = | path: shared, length, bytes | entry |
/// making = | origin, its kind + 0x80 if a source follows | source |
/// </code>
/// </summary>
/// <param name="Baseline">The baseline the plan was made from; any other refuses the run.</param>
/// <param name="Changes">In path order, each path once. <see cref="Change.Before"/> does not travel: the endpoint holds to what it reported.</param>
/// <param name="Bookkeeping">
/// Edits of the baseline alone, in path order: entries adopted as they stand, entries that are no longer managed. Their stamps do not travel.
/// </param>
/// <param name="Disposable">Patterns (gitignore syntax) of entries that do not keep a deleted directory from going.</param>
/// <param name="Owner">Who runs it, as <c>user@host</c>.</param>
/// <param name="Retention">How long and how much history is kept.</param>
public sealed record RunRequest(
    SnapshotDigest Baseline,
    IReadOnlyList<Change> Changes,
    IReadOnlyList<EntryEdit> Bookkeeping,
    IReadOnlyList<string> Disposable,
    string Owner,
    Retention Retention)
{
    /// <summary>What makes it.</summary>
    public RunOrigin Origin { get; init; }

    /// <summary>From which project and commit it comes; null for a pull.</summary>
    public RunSource? Source { get; init; }

    /// <summary>The key of the changes' seals; null where they have none.</summary>
    public SealKey? Key { get; init; }
}
