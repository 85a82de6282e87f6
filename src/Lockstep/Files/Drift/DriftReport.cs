using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>How the target's disk compares with the baseline.</summary>
/// <param name="Differences">Managed entries that are not as the baseline says, in path order.</param>
/// <param name="Problems">
/// Managed entries that could not be looked at, in path order; of what is below them nothing is known, and of a file that could not be
/// read it is not known whether it changed: it is among the differences too.
/// </param>
/// <param name="Restamped">
/// Entries that are as the baseline says but were written, renamed or linked since: the baseline may take over their new stamps, so that
/// they need not be read again next time. In path order.
/// </param>
/// <param name="HasUnmanaged">Whether anything stands in the root that the baseline does not have.</param>
public sealed record DriftReport(
    IReadOnlyList<Difference> Differences, IReadOnlyList<Problem> Problems, IReadOnlyList<EntryEdit> Restamped, bool HasUnmanaged)
{
    /// <summary>
    /// Managed entries that belong to others than root and the login, or whose group or everybody may write, in path
    /// order. Only where they were asked for.
    /// </summary>
    internal IReadOnlyList<SeenStatus> OpenToOthers { get; init; } = [];
}
