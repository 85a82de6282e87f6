using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Drift;

/// <summary>
/// Finds what somebody else changed on the target: one <c>statx</c> for each entry of the baseline, on a few threads. What has the type,
/// mode, size, modification time and stamp it was left with is clean unread. What is otherwise is hashed, so that a touched file is told from
/// an edited one, and an edit that the project has too from one that it does not. Nothing is followed: below a directory that became a link, everything is gone.
/// </summary>
public static class DriftCheck
{
    /// <summary>Compares a root with the baseline, whose entries carry the stamps they got on this machine.</summary>
    public static DriftReport Compare(RootedDirectory root, Snapshot baseline, CancellationToken cancellation) =>
        Compare(root, baseline, WorkPile<ManagedDirectory>.UsualWorkers, findsOpen: false, cancellation);

    /// <summary>The same, with what others than root and the login may change.</summary>
    internal static DriftReport CompareWithOwners(
        RootedDirectory root, Snapshot baseline, CancellationToken cancellation) =>
        Compare(root, baseline, WorkPile<ManagedDirectory>.UsualWorkers, findsOpen: true, cancellation);

    internal static DriftReport Compare(
        RootedDirectory root, Snapshot baseline, int workers, CancellationToken cancellation) =>
        Compare(root, baseline, workers, findsOpen: false, cancellation);

    private static DriftReport Compare(
        RootedDirectory root, Snapshot baseline, int workers, bool findsOpen, CancellationToken cancellation)
    {
        var findings = new DriftFindings();
        FileStatus status = root.Root.Status();
        Entry changed = baseline.Root.Exists ? ChangeOf(baseline.Root, status) : Entry.Absent;
        var unmanaged = new UnmanagedFlag();
        var pile = new WorkPile<ManagedDirectory>(workers, () => new DirectoryCheck(root, unmanaged, findings, findsOpen), cancellation);
        pile.Add(new ManagedDirectory(RelativePath.Root, baseline.Entries, changed));
        pile.Finish();
        return findings.ToReport(unmanaged.IsSet);
    }

    /// <summary>
    /// What a directory is now, when it is not as the baseline says; else <see cref="Entry.Absent"/>. Its stamp changes with every
    /// entry that
    /// comes or goes and says nothing.
    /// </summary>
    internal static Entry ChangeOf(in Entry expected, in FileStatus status) =>
        status.Mode == expected.Mode && status.ModifiedNs == expected.ModifiedNs ? Entry.Absent : status.ToEntry();
}
