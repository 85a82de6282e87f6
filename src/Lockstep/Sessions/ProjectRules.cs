using Lockstep.Files;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>
/// The rules of a project as they were read once: when one of the files they stand in is changed, they are read anew as a whole. Safe for many threads.
/// </summary>
internal sealed class ProjectRules(RootedDirectory root, FilterSet filters)
{
    private readonly Lock _lock = new();
    private readonly Lazy<PathRules> _paths = new(() => new PathRules(root, filters));

    /// <summary>The rules that need no file.</summary>
    public FilterSet Filters => filters;

    /// <summary>The same rules, to be read from the disk again.</summary>
    public ProjectRules Anew() => new(root, filters);

    /// <summary>Which rule decides about a path.</summary>
    public PathVerdict Judge(RelativePath path, bool isDirectory)
    {
        lock (_lock)
        {
            return _paths.Value.Judge(path, isDirectory);
        }
    }

    /// <summary>Whether a path is excluded, so that it is not deleted although the project does not have it.</summary>
    public bool IsProtected(RelativePath path, bool isDirectory) => Judge(path, isDirectory).Kind == VerdictKind.Protect;

    /// <summary>Whether an entry is sent, or entered for what is wanted below it.</summary>
    public bool IsWanted(RelativePath path, bool isDirectory)
    {
        lock (_lock)
        {
            return _paths.Value.Inside(path.Parent) is { } directory && directory.Judge(path.Name, isDirectory).Kind != VerdictKind.Protect;
        }
    }

    /// <summary>Forgets what was read in a directory below the root and below that: something else stands there now.</summary>
    public void Forget(RelativePath directory)
    {
        lock (_lock)
        {
            _paths.Value.Forget(directory);
        }
    }

    /// <summary>Looks at some paths of the project again.</summary>
    public RescanResult Rescan(RootedDirectory project, ScanHooks hooks, Snapshot before, PathScope scope, CancellationToken cancellation)
    {
        if (scope.IsEverything)
        {
            // That needs no rules for single paths, and whoever does need not wait for it.
            return new RescanResult(ProjectScanner.Scan(project, filters, hooks, before, cancellation), PathScope.Everything);
        }

        lock (_lock)
        {
            return ProjectRescan.Rescan(project, filters, _paths.Value, hooks, before, scope, cancellation);
        }
    }
}
