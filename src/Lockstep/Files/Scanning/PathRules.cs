using System.Text;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// Judges single paths of the project by the same rules as the scan, reading the rule files on their way only, each once. For paths that need not exist:
/// what is gone from the project may still be protected on the target. Not for use by two threads at once.
/// </summary>
public sealed class PathRules
{
    private readonly RootedDirectory _project;
    private readonly string? _projectPath;
    private readonly DirectoryFilter _root;
    private readonly Dictionary<RelativePath, RuleFiles> _files = [];
    private readonly Dictionary<RelativePath, DirectoryFilter?> _filters = [];

    /// <summary>Reads the rules of the project's own directory.</summary>
    public PathRules(RootedDirectory project, FilterSet filters)
    {
        _project = project;
        _projectPath = project.Root.FindPath() is { } path ? NamedPlace.TextOf(path) : null;
        EnclosingRepository? enclosing = _projectPath is null ? null : GitRepository.Discover(_projectPath, project.Owners)?.Repository;
        _root = filters.Root(Read(default), enclosing);
    }

    /// <summary>Which rule decides about a path, and what.</summary>
    public PathVerdict Judge(RelativePath path, bool isDirectory) => _root.Judge(path.Bytes, isDirectory, Read);

    /// <summary>The rules in force in a directory, which need not exist, compiled once; null where it is protected and not entered.</summary>
    public DirectoryFilter? Inside(RelativePath directory)
    {
        if (directory.IsRoot)
        {
            return _root;
        }

        if (!_filters.TryGetValue(directory, out DirectoryFilter? filter))
        {
            filter = Enter(directory);
            _filters.Add(directory, filter);
        }

        return filter;
    }

    /// <summary>Forgets what was read in a directory and below it: something else stands there now. What was read in the root stays.</summary>
    public void Forget(RelativePath directory)
    {
        foreach (RelativePath path in _files.Keys.Where(path => path == directory || path.IsBelow(directory)).ToList())
        {
            _files.Remove(path);
        }

        foreach (RelativePath path in _filters.Keys.Where(path => path == directory || path.IsBelow(directory)).ToList())
        {
            _filters.Remove(path);
        }
    }

    private DirectoryFilter? Enter(RelativePath directory)
    {
        if (Inside(directory.Parent) is not { } above)
        {
            return null;
        }

        return above.Judge(directory.Name, isDirectory: true).Kind switch
        {
            VerdictKind.Send => above.Enter(directory.Name, Read(directory.Bytes)),
            VerdictKind.Descend => above.Enter(directory.Name, default),
            _ => null,
        };
    }

    private RuleFiles Read(ReadOnlySpan<byte> directory)
    {
        RelativePath path = RelativePath.Parse(directory);
        if (!_files.TryGetValue(path, out RuleFiles files))
        {
            files = ReadFrom(path);
            _files.Add(path, files);
        }

        return files;
    }

    private RuleFiles ReadFrom(RelativePath path)
    {
        if (!_project.TryOpenDirectory(path, out DirectoryHandle? directory, out _))
        {
            return default;
        }

        using (directory)
        {
            bool isRepository = _projectPath is not null && directory.TryStat(".git"u8, out _);
            return new RuleFiles
            {
                GitIgnore = RuleFileReader.TryRead(directory, ".gitignore"u8),
                LockstepIgnore = RuleFileReader.TryRead(directory, ".lockstepignore"u8),
                Git = isRepository ? GitRepository.Open(Path.Join(_projectPath, Encoding.UTF8.GetString(path.Bytes)), _project.Owners)?.Facts : null,
            };
        }
    }
}
