using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// Brings a snapshot of the project up to date by looking at some paths only, with the rules of a full scan. The cost is that of the paths.
/// </summary>
public sealed class ProjectRescan
{
    private readonly RootedDirectory _project;
    private readonly PathRules _rules;
    private readonly ScanRules _scanRules;
    private readonly ScanHooks _hooks;
    private readonly Snapshot _before;
    private readonly ScanTally _tally = new();
    private readonly List<EntryEdit> _removals = [];
    private readonly List<EntryEdit> _additions = [];
    private readonly List<ScopedPath> _looked = [];

    /// <summary>What was looked at last, if nothing is below it now: it may come to be a directory meanwhile, and its turn comes again then.</summary>
    private RelativePath? _leaf;

    private ProjectRescan(RootedDirectory project, FilterSet filters, PathRules rules, ScanHooks hooks, Snapshot before)
    {
        (_project, _rules, _hooks, _before) = (project, rules, hooks, before);
        _scanRules = new ScanRules(filters, project);
    }

    /// <summary>Looks at the paths of a scope again.</summary>
    /// <param name="project">The project.</param>
    /// <param name="filters">What is sent.</param>
    /// <param name="rules">The same rules, for single paths.</param>
    /// <param name="hooks">Told of directories that are entered.</param>
    /// <param name="before">The project as it was known.</param>
    /// <param name="scope">What is to be looked at.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static RescanResult Rescan(
        RootedDirectory project, FilterSet filters, PathRules rules, ScanHooks hooks, Snapshot before, PathScope scope, CancellationToken cancellation)
    {
        if (scope.IsEverything || !before.Root.Exists)
        {
            return new RescanResult(ProjectScanner.Scan(project, filters, hooks, before, cancellation), PathScope.Everything);
        }

        var rescan = new ProjectRescan(project, filters, rules, hooks, before);
        return rescan.Look(scope, cancellation);
    }

    private RescanResult Look(PathScope scope, CancellationToken cancellation)
    {
        using var directories = new DirectoryCursor(_project);
        foreach (ScopedPath path in scope.WithMissingDirectories(_before).Paths)
        {
            Look(path, directories, cancellation);
        }

        Snapshot snapshot = _before.With(_removals).With(_additions);
        return new RescanResult(_tally.ToResult(snapshot), PathScope.Of(_looked));
    }

    private void Look(ScopedPath scoped, DirectoryCursor directories, CancellationToken cancellation)
    {
        RelativePath path = scoped.Path;
        if (path.IsRoot)
        {
            FileStatus root = _project.Root.Status();
            Put(path, root.ToEntry(), root.Stamp);
            _looked.Add(scoped);
            return;
        }

        bool isGoneWithDirectory = _leaf is { } leaf && path.IsBelow(leaf);
        if (isGoneWithDirectory || !TryStat(path, directories, out FileStatus status))
        {
            return;
        }

        bool isDirectory = status.Type == EntryType.Directory;
        DirectoryFilter? filter = _rules.Inside(path.Parent);
        Verdict verdict = filter?.Judge(path.Name, isDirectory) ?? new Verdict(VerdictKind.Protect, null);
        _leaf = isDirectory && verdict.Kind != VerdictKind.Protect ? null : path;
        if (verdict.Kind == VerdictKind.Protect || status.Type is EntryType.None or EntryType.Special)
        {
            Remove(path);
        }
        else if (!isDirectory)
        {
            Put(path, status.ToEntry(), status.Stamp);
            _looked.Add(new ScopedPath(path, _before.Find(path).IsDirectory));
        }
        else if (scoped.IsDeep || !_before.Find(path).IsDirectory)
        {
            Scan(new TopDirectory(path, filter, verdict.Kind == VerdictKind.Descend, _before.ChildrenOf(path)), Enter(path, status, directories), cancellation);
        }
        else
        {
            Put(path, status.ToEntry(), status.Stamp);
            _looked.Add(scoped);
        }
    }

    /// <summary>What stands at a path, which may be nothing; false when that cannot be told, which is a problem.</summary>
    private bool TryStat(RelativePath path, DirectoryCursor directories, out FileStatus status)
    {
        status = default;
        try
        {
            directories.OpenParent(path).TryStat(path.Name, out status);
            return true;
        }
        catch (FileSystemException failure) when (failure.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return true;
        }
        catch (FileSystemException failure)
        {
            _tally.AddProblem(path, failure.Cause, incomplete: path);
            return false;
        }
    }

    /// <summary>A directory as it is when whoever follows it has been told: whatever gives it another time later is seen.</summary>
    private FileStatus Enter(RelativePath path, in FileStatus before, DirectoryCursor directories)
    {
        _hooks.Entering?.Invoke(path);
        return TryStat(path, directories, out FileStatus now) && now.Type == EntryType.Directory ? now : before;
    }

    private void Scan(TopDirectory top, in FileStatus status, CancellationToken cancellation)
    {
        EntryList? entries = ProjectScanner.Scan(_project, _scanRules, top, _hooks, _tally, WorkPile<PendingDirectory>.UsualWorkers, cancellation);
        Remove(top.Path);
        bool isForNothing = top.IsDescent && entries is null or { Count: 0 };
        if (!isForNothing)
        {
            Put(top.Path, status.ToEntry(), status.Stamp);
            PutAll(entries ?? EntryList.Empty, top.Path);
        }
    }

    private void PutAll(EntryList list, RelativePath directory)
    {
        for (int i = 0; i < list.Count; i++)
        {
            RelativePath path = directory.Append(list.NameAt(i));
            Put(path, list[i], list.StampAt(i));
            PutAll(list.ChildrenAt(i), path);
        }
    }

    private void Put(RelativePath path, in Entry entry, FileStamp stamp) => _additions.Add(new EntryEdit(path, entry, stamp));

    private void Remove(RelativePath path)
    {
        _removals.Add(new EntryEdit(path, Entry.Absent));
        _looked.Add(new ScopedPath(path, IsDeep: true));
    }
}

/// <summary>What a rescan found.</summary>
/// <param name="Scan">The whole project as it is known now; problems and counts are those of the paths that were looked at.</param>
/// <param name="Scope">What was looked at: what was asked for, and what turned out to be new or gone with all below it.</param>
public sealed record RescanResult(ScanResult Scan, PathScope Scope);
