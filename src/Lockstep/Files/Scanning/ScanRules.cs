using System.Text;
using Lockstep.Filters;
using Lockstep.Filters.Git;
using Lockstep.Native.Disk;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>Gives each directory of the project its rules; rule files are read where the listing shows them.</summary>
internal sealed class ScanRules
{
    private readonly FilterSet _filters;
    private readonly string? _projectPath;
    private readonly OwnerRule? _owners;

    public ScanRules(FilterSet filters, RootedDirectory project)
    {
        _filters = filters;
        _owners = project.Owners;
        _projectPath = project.Root.FindPath() is { } path ? NamedPlace.TextOf(path) : null;
    }

    /// <summary>The rules in force in a directory.</summary>
    /// <exception cref="FileSystemException">
    /// A rule file is there and cannot be read: without it nothing can be said about what stands beside it, and a secret could be sent.
    /// </exception>
    public DirectoryFilter Enter(DirectoryHandle directory, in PendingDirectory item, NameTable names, ScanTally tally)
    {
        RuleFiles files = item.IsDescent ? default : Read(directory, item.Path, names, tally);
        return item.ParentFilter is null ? _filters.Root(files, Discover(tally)) : item.ParentFilter.Enter(item.Path.Name, files);
    }

    private EnclosingRepository? Discover(ScanTally tally)
    {
        EnclosingRepositoryFacts? facts = _projectPath is null ? null : GitRepository.Discover(_projectPath, _owners);
        Report(facts?.Problem, RelativePath.Root, tally);
        return facts?.Repository;
    }

    private RuleFiles Read(DirectoryHandle directory, RelativePath path, NameTable names, ScanTally tally) => new()
    {
        GitIgnore = ReadRules(directory, path, ".gitignore"u8, names, tally),
        LockstepIgnore = ReadRules(directory, path, ".lockstepignore"u8, names, tally),
        Git = names.Find(".git"u8) < 0 ? null : ReadGit(path, tally),
    };

    private static byte[]? ReadRules(DirectoryHandle directory, RelativePath path, ReadOnlySpan<byte> name, NameTable names, ScanTally tally)
    {
        if (names.Find(name) < 0)
        {
            return null;
        }

        Report(RuleFileReader.FindLink(directory, name), path.Append(name), tally);
        return RuleFileReader.TryRead(directory, name);
    }

    private GitFacts? ReadGit(RelativePath path, ScanTally tally)
    {
        if (_projectPath is null || GitRepository.Open(Path.Join(_projectPath, Encoding.UTF8.GetString(path.Bytes)), _owners) is not { } repository)
        {
            return null;
        }

        Report(repository.Problem, path.Append(".git"u8), tally);
        return repository.Facts;
    }

    private static void Report(string? problem, RelativePath path, ScanTally tally)
    {
        if (problem is not null)
        {
            tally.AddProblem(path, problem);
        }
    }
}
