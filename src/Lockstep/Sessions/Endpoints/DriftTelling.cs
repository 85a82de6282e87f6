using Lockstep.Files;
using Lockstep.Files.Drift;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// Compares a target on this machine with its baseline, for what its client is told and what a run may rest on.
/// </summary>
internal static class DriftTelling
{
    /// <summary>Compares the disk with the baseline.</summary>
    public static DriftReport Compare(Target target, CancellationToken cancellation) => target.Root.Tree is { } tree
        ? DriftCheck.Compare(tree, target.Baseline, cancellation)
        : new DriftReport(target.Baseline.Root.Exists ? [new Difference(RelativePath.Root, Entry.Absent, IsManaged: true)] : [], [], [], HasUnmanaged: false);

    /// <summary>All that was seen to differ, what the client is not told included.</summary>
    public static EntryEdit[] EditsOf(Target target, DriftReport drift) => [.. UnmanagedRoot(target), .. drift.Restamped, .. EditsOf(drift.Differences)];

    /// <summary>What the drift check could not look at, as far as there is room to say.</summary>
    public static List<string> NotesOf(IReadOnlyList<Problem> problems)
    {
        var notes = new List<string>();
        for (int i = 0; i < problems.Count && notes.Count < WireLimits.MaxNotes / 2; i++)
        {
            notes.Add($"{problems[i].Path} on the target: {problems[i].Cause}");
        }

        return notes;
    }

    /// <summary>
    /// A root that stands there and that no push made or set right yet: the baseline does not have it, so nobody else
    /// tells of it.
    /// </summary>
    private static EntryEdit[] UnmanagedRoot(Target target) =>
        target.Root.Tree is { } tree && !target.Baseline.Root.Exists ? [new EntryEdit(RelativePath.Root, tree.Root.Status().ToEntry())] : [];

    /// <summary>Differences as edits.</summary>
    public static EntryEdit[] EditsOf(IReadOnlyList<Difference> differences) =>
        differences.ConvertAll(difference => new EntryEdit(difference.Path, difference.Actual));
}
