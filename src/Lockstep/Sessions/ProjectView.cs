using System.Text;
using Lockstep.Files;
using Lockstep.Files.Hashing;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>
/// The project as one run sees it: its directory, the rules that say what of it is sent, and its scan, which is done once however many targets it is pushed to.
/// </summary>
public sealed class ProjectView : IDisposable
{
    private readonly FilterSet _filters;
    private readonly Lazy<Task<ProjectScan>> _scan;

    private ProjectView(Project project, RootedDirectory root, FilterSet filters)
    {
        Project = project;
        Root = root;
        _filters = filters;
        _scan = new Lazy<Task<ProjectScan>>(() => Task.Run(Scan));
    }

    /// <summary>Which project.</summary>
    public Project Project { get; }

    /// <summary>Its directory.</summary>
    internal RootedDirectory Root { get; }

    /// <summary>Opens a project.</summary>
    /// <exception cref="SyncException">The directory is not there or cannot be read, or a pattern is wrong (exit code 2).</exception>
    public static ProjectView Open(Project project, FilterOptions options)
    {
        FilterOptions withGit = options.UseGitignore
            ? options with { UserExcludes = GitRepositoryConfig.ReadUserExcludes(project.Directory), IgnoreCase = GitRepositoryConfig.ReadIgnoreCase(project.Directory) }
            : options;
        if (!FilterSet.TryCreate(withGit, out FilterSet? filters, out FilterError? error))
        {
            throw new SyncException(ExitCode.Usage, $"the pattern '{DisplayText.Of(error.Pattern)}' cannot be used: {error.Cause}.");
        }

        return new ProjectView(project, ProjectScanner.OpenProject(Encoding.UTF8.GetBytes(project.Directory)), filters);
    }

    /// <summary>The project's scan; the first call starts it.</summary>
    internal Task<ProjectScan> ScanAsync() => _scan.Value;

    /// <summary>The entry at a path in the project's own directory; absent when it is not there or not sent.</summary>
    internal Entry FindSent(RelativePath path) =>
        Root.Root.TryStat(path.Name, out Native.FileStatus status) && !IsProtected(path, status.ToEntry().IsDirectory) ? status.ToEntry() : Entry.Absent;

    /// <summary>Hashes contents, those that were hashed before from the cache; unknown for one that cannot be read.</summary>
    internal Task<IReadOnlyList<ContentHash>> HashAsync(IReadOnlyList<WantedContent> wanted, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();

    private ProjectScan Scan()
    {
        long startedAtNs = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return new ProjectScan(ProjectScanner.Scan(Root, _filters, CancellationToken.None), startedAtNs);
    }
}

/// <summary>A scan and when it started, in nanoseconds since 1970.</summary>
internal sealed record ProjectScan(ScanResult Result, long StartedAtNs);
