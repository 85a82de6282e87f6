using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>What a scan of the project found.</summary>
/// <param name="Snapshot">What is to be sent, with stamps; contents are not known.</param>
/// <param name="Problems">Entries that could not be read or vanished meanwhile, in path order; they are not in the snapshot, directories that could not be listed are.</param>
/// <param name="Incomplete">Directories of which not everything is known, in path order: nothing below them may be deleted on the target.</param>
/// <param name="Skipped">What was left out on purpose.</param>
public sealed record ScanResult(Snapshot Snapshot, IReadOnlyList<Problem> Problems, IReadOnlyList<RelativePath> Incomplete, SkippedEntries Skipped);

/// <summary>What a scan left out on purpose. A directory counts as one entry.</summary>
/// <param name="Hidden">Entries whose name starts with a dot.</param>
/// <param name="Ignored">Entries that any other rule protects; Lockstep's own state does not count.</param>
/// <param name="Special">Sockets, FIFOs and devices.</param>
/// <param name="SpecialPaths">The first of these in path order, at most <see cref="MaxSpecialPaths"/>.</param>
public sealed record SkippedEntries(long Hidden, long Ignored, long Special, IReadOnlyList<RelativePath> SpecialPaths)
{
    /// <summary>Most paths that are kept to be named.</summary>
    public const int MaxSpecialPaths = 20;
}
