using Lockstep.Filters;
using Lockstep.Native.Disk;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// Takes the snapshot of the project: one listing a directory and one <c>statx</c> an entry, on a few threads; no content is read and no
/// symbolic link followed. What the filters protect is neither asked about nor entered. Sockets, FIFOs and devices are left out and
/// counted.
/// </summary>
public static class ProjectScanner
{
    /// <summary>Opens the project's directory. A symbolic link is followed, since the user named it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="owners">Whose repositories count in it; null for those of the user.</param>
    /// <exception cref="SyncException">It is missing or no directory (exit code 2).</exception>
    public static RootedDirectory OpenProject(ReadOnlySpan<byte> path, OwnerRule? owners = null)
    {
        try
        {
            return RootedDirectory.Open(path, owners);
        }
        catch (FileSystemException failure)
        {
            throw new SyncException(
                ExitCode.Usage,
                $"cannot open the project '{DisplayText.Of(path)}': {failure.Cause}. Give the directory to push with -C DIR.",
                failure);
        }
    }

    /// <summary>Scans the project.</summary>
    public static ScanResult Scan(RootedDirectory project, FilterSet filters, CancellationToken cancellation) =>
        Scan(project, filters, hooks: default, Snapshot.Absent, cancellation);

    /// <summary>Scans the project again.</summary>
    /// <param name="project">The project.</param>
    /// <param name="filters">What is sent.</param>
    /// <param name="hooks">Told of what it does.</param>
    /// <param name="before">The project as it was: directories that have not changed are shared with it, so that hardly any memory is taken.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ScanResult Scan(RootedDirectory project, FilterSet filters, ScanHooks hooks, Snapshot before, CancellationToken cancellation) =>
        Scan(project, filters, hooks, WorkPile<PendingDirectory>.UsualWorkers, cancellation, before);

    internal static ScanResult Scan(
        RootedDirectory project, FilterSet filters, ScanHooks hooks, int workers, CancellationToken cancellation, Snapshot? before = null)
    {
        hooks.Entering?.Invoke(RelativePath.Root);
        FileStatus root = project.Root.Status();
        var tally = new ScanTally();
        var rules = new ScanRules(filters, project);
        var top = new TopDirectory(RelativePath.Root, ParentFilter: null, IsDescent: false, before?.Entries ?? EntryList.Empty);
        EntryList entries = Scan(project, rules, top, hooks, tally, workers, cancellation)
            ?? throw new SyncException(ExitCode.SyncFailed, $"cannot read the project's directory: {tally.LastCause}.");
        return tally.ToResult(new Snapshot(root.ToEntry(), entries, root.Stamp));
    }

    /// <summary>Scans a directory and all below it; null when it cannot be read, which is in the tally.</summary>
    internal static EntryList? Scan(
        RootedDirectory project, ScanRules rules, TopDirectory top, ScanHooks hooks, ScanTally tally, int workers, CancellationToken cancellation)
    {
        var lists = new EntryList?[1];
        var pile = new WorkPile<PendingDirectory>(workers, () => new DirectoryScan(project, rules, hooks, tally), cancellation);
        pile.Add(new PendingDirectory(top.Path, top.ParentFilter, top.IsDescent, lists, Index: 0, top.Known));
        pile.Finish();
        return lists[0] is { } entries && tally.HasDescents ? DescentPruning.Prune(entries) : lists[0];
    }
}
