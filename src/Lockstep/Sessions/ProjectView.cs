using System.Text;
using Lockstep.Files;
using Lockstep.Files.Hashing;
using Lockstep.Files.Roots;
using Lockstep.Files.Scanning;
using Lockstep.Files.Sources;
using Lockstep.Files.State;
using Lockstep.Filters;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Lockstep.Plan;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>
/// The project as all runs of one command see it: its directory, the rules that say what of it is sent, and its scan, which is done once for all
/// targets that it is pushed to at the same time.
/// </summary>
public sealed class ProjectView : IDisposable
{
    private const long LeastCached = 4 << 20;

    private readonly string _cacheDirectory;
    private readonly Lock _scanning = new();
    private readonly Lock _finishing = new();
    private Task<ProjectScan>? _scan;
    private int _scanUsers = 1;
    private Task<string?>? _finished;
    private volatile ProjectRules _rules;
    private ScanHooks _hooks;

    private ProjectView(Project project, RootedDirectory root, FilterSet filters, string cacheDirectory, string stateDirectory)
    {
        Project = project;
        Root = root;
        Contents = new SharedContents(root);
        Source = new ProjectSource(project.Directory, stateDirectory, Environment.GetEnvironmentVariable("HOME") ?? "", project.Owners)
        {
            Whole = project.Whole,
        };
        _cacheDirectory = cacheDirectory;
        _rules = new ProjectRules(root, filters);
    }

    /// <summary>Which project.</summary>
    public Project Project { get; }

    /// <summary>Its directory.</summary>
    internal RootedDirectory Root { get; }

    /// <summary>Its contents on their way to targets.</summary>
    internal SharedContents Contents { get; }

    /// <summary>Which project it is, and at which commit.</summary>
    internal ProjectSource Source { get; }

    /// <summary>The plans for targets that are as they were left.</summary>
    internal ExpectedPlans ExpectedPlans { get; } = new();

    /// <summary>The rules that are in force now.</summary>
    internal ProjectRules Rules => _rules;

    /// <summary>Opens a project.</summary>
    /// <param name="project">Which.</param>
    /// <param name="options">What is sent.</param>
    /// <param name="cacheDirectory">Where the hashes of its contents are remembered; made when there is something to remember.</param>
    /// <param name="stateDirectory">Where the identities of projects are remembered; the cache directory when null.</param>
    /// <exception cref="SyncException">The directory is not there or cannot be read, or a pattern is wrong (exit code 2).</exception>
    public static ProjectView Open(Project project, FilterOptions options, string cacheDirectory, string? stateDirectory = null)
    {
        TrackedModes.Use(project.Directory, project.Owners, stateDirectory ?? cacheDirectory);
        RootedDirectory root = ProjectScanner.OpenProject(Encoding.UTF8.GetBytes(project.Directory), project.Owners);
        return new ProjectView(project, root, Compile(options, project), cacheDirectory, stateDirectory ?? cacheDirectory);
    }

    /// <summary>Says before the first run how many there will be, so that all of them see the same project; one unless something is said.</summary>
    /// <param name="runs">Their number, at least 1.</param>
    public void ShareAmong(int runs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        Contents.ShareAmong(runs);
        lock (_scanning)
        {
            _scanUsers = runs;
        }
    }

    /// <summary>Which rule decides about a path that need not exist. A directory is what is one in the project, or was asked for with a slash.</summary>
    public PathVerdict Explain(RelativePath path)
    {
        bool isDirectory = Root.TryOpenDirectory(path, out DirectoryHandle? directory, out _);
        directory?.Dispose();
        return _rules.Judge(path, isDirectory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Contents.Dispose();
        Root.Dispose();
    }

    /// <summary>
    /// Finishes a pull that was interrupted while it was put in place, so that nobody takes half of it for the project. Once, before the scan; a
    /// preview only says so.
    /// </summary>
    /// <returns>What to tell the user; null when there was nothing to do.</returns>
    internal Task<string?> FinishInterruptedAsync(ClientContext client, bool isPreview)
    {
        lock (_finishing)
        {
            return _finished ??= Task.Run(() => FinishInterrupted(client, isPreview));
        }
    }

    /// <summary>
    /// The project's scan; the first call starts it. It is large: who has no use for it any more says so (<see cref="LetGoOfScan"/>), and it is forgotten when
    /// as many have as were announced (<see cref="ShareAmong"/>). Until then all see the same project, however late they ask.
    /// </summary>
    internal Task<ProjectScan> ScanAsync()
    {
        lock (_scanning)
        {
            return _scan ??= Task.Factory.StartNew(Scan, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>One of the runs that share the scan has no use for it any more, whether it asked for it or not. Once for each run.</summary>
    internal void LetGoOfScan()
    {
        lock (_scanning)
        {
            _scanUsers = Math.Max(0, _scanUsers - 1);
            _scan = _scanUsers == 0 ? null : _scan;
        }
    }

    /// <summary>Whether the rules exclude a path, so that it is not deleted although the project does not have it.</summary>
    internal bool IsProtected(RelativePath path, bool isDirectory) => _rules.IsProtected(path, isDirectory);

    /// <summary>Whether an entry is sent, or entered for what is wanted below it. Costs no more than the name, once its directory was asked about.</summary>
    internal bool IsWanted(RelativePath path, bool isDirectory) => _rules.IsWanted(path, isDirectory);

    /// <summary>Tells every directory from now on before it is listed.</summary>
    internal void TellEntering(Action<RelativePath> entering) => _hooks = new ScanHooks(Entering: entering);

    /// <summary>Takes other rules.</summary>
    /// <exception cref="SyncException">A pattern is wrong; the rules stay as they were.</exception>
    internal void ReplaceRules(FilterOptions options) => _rules = new ProjectRules(Root, Compile(options, Project));

    /// <summary>Reads the rules below a directory anew, where something else stands now.</summary>
    internal void ReloadRules(RelativePath directory)
    {
        if (directory.IsRoot)
        {
            _rules = _rules.Anew();
        }
        else
        {
            _rules.Forget(directory);
        }
    }

    /// <summary>Looks at some paths of the project again.</summary>
    internal Task<RescanResult> RescanAsync(Snapshot before, PathScope scope, CancellationToken cancellation) => scope.IsEverything
        ? Task.Run(() => _rules.Rescan(Root, _hooks, before, scope, cancellation), cancellation)
        : Task.FromResult(_rules.Rescan(Root, _hooks, before, scope, cancellation));

    /// <summary>
    /// Finds where the project is not as it was known, by a look at everything, with rules read anew. Whatever else wants a processor gets it first; nothing below
    /// a directory that cannot be read is told.
    /// </summary>
    internal Task<PathScope> FindChangedAsync(Snapshot known, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => FindChanged(known, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Whether the directory that was opened still stands at the project's path.</summary>
    internal bool IsInPlace()
    {
        FileStatus opened = Root.Root.Status();
        try
        {
            using DirectoryHandle standing = DirectoryHandle.Open(Encoding.UTF8.GetBytes(Project.Directory));
            FileStatus status = standing.Status();
            return (status.Device, status.Inode) == (opened.Device, opened.Inode);
        }
        catch (FileSystemException)
        {
            // Nothing stands there, or nothing that can be reached: either way it is not the project any more.
            return false;
        }
    }

    /// <summary>Whether an entry, contents aside, still stands at a path.</summary>
    internal bool Stands(RelativePath path, Entry entry)
    {
        if (!Root.TryOpenDirectory(path.Parent, out DirectoryHandle? directory, out _))
        {
            return false;
        }

        using (directory)
        {
            return directory.TryStat(path.Name, out FileStatus status) && status.ToEntry() == entry with { Content = default };
        }
    }

    /// <summary>Whether anything stands at a path, sent or not.</summary>
    internal bool HasEntry(RelativePath path)
    {
        if (!Root.TryOpenDirectory(path.Parent, out DirectoryHandle? directory, out _))
        {
            return false;
        }

        using (directory)
        {
            return directory.Stat(path.Name, out _) == Errno.None;
        }
    }

    /// <summary>The entry at a path in the project's own directory; absent when it is not there or not sent.</summary>
    public Entry FindSent(RelativePath path) =>
        Root.Root.TryStat(path.Name, out FileStatus status) && !IsProtected(path, status.Type == EntryType.Directory) ? status.ToEntry() : Entry.Absent;

    /// <summary>Where a run of the scanned project comes from.</summary>
    /// <param name="scan">The scan, with stamps.</param>
    /// <param name="plan">What the run does.</param>
    internal RunSource Describe(Snapshot scan, SyncPlan plan)
    {
        long newestNs = long.MinValue;
        for (int i = 0; i < plan.Changes.Count; i++)
        {
            Entry after = plan.Changes[i].After;
            newestNs = after.IsFile ? Math.Max(newestNs, after.ModifiedNs) : newestNs;
        }

        RunSource source = Source.Describe(Root, scan, newestNs, IsProtected);
        return source.IsClean && !TargetAgreement.ComesFrom(plan, scan) ? source.Unclean : source;
    }

    /// <summary>Hashes contents, those that were hashed before from the cache; unknown for one that cannot be read.</summary>
    internal Task<IReadOnlyList<ContentHash>> HashAsync(IReadOnlyList<WantedContent> wanted, CancellationToken cancellation) =>
        wanted.Count == 0 ? Task.FromResult<IReadOnlyList<ContentHash>>([]) : Task.Run(() => Hash(wanted, cancellation), cancellation);

    /// <summary>Seals contents, always by reading them; no seal for one that cannot be read.</summary>
    internal Task<ContentSeal[]> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation) =>
        Task.Run(() => PathSealing.SealAll(Root, paths, key, cancellation).ConvertAll(content => content.Seal), cancellation);

    private static FilterOptions WithGit(FilterOptions options, Project project)
    {
        GitSettings git = GitRepositoryConfig.Read(project.Directory, project.Owners);
        return options with { UserExcludes = git.UserExcludes, IgnoreCase = git.IgnoresCase };
    }

    private static FilterSet Compile(FilterOptions options, Project project) =>
        FilterSet.TryCreate(options.UseGitignore ? WithGit(options, project) : options, out FilterSet? filters, out FilterError? error)
            ? filters
            : throw new SyncException(ExitCode.Usage, $"{error}.");

    private string? FinishInterrupted(ClientContext client, bool isPreview)
    {
        byte[] directory = NamedPlace.BytesOf(Project.Directory);
        RootGuard.CheckProject(directory);
        TargetOptions options = client.OptionsOfProject;
        if (!TargetStates.IsInterrupted(directory, options))
        {
            return null;
        }

        if (isPreview)
        {
            return "a pull into this project was interrupted while it was put in place: the next push or pull finishes it first";
        }

        using Target here = Target.Open(directory, client.Owner, isPreview: false, options);
        return here.Notes.Count == 0 ? null : $"in the project: {string.Join("; ", here.Notes)}";
    }

    private ProjectScan Scan()
    {
        // Everybody waits for ssh meanwhile, and its key exchange for a processor. The thread is ours alone, and those that it hires follow it.
        OwnThread.StepBack();
        RootGuard.CheckProject(NamedPlace.BytesOf(Project.Directory));
        long startedAtNs = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return new ProjectScan(ProjectScanner.Scan(Root, _rules.Filters, _hooks, Snapshot.Absent, CancellationToken.None), startedAtNs);
    }

    private PathScope FindChanged(Snapshot known, CancellationToken cancellation)
    {
        OwnThread.StepBack();
        ScanResult found = ProjectScanner.Scan(Root, _rules.Filters, _hooks, known, cancellation);
        return PathScope.Of(SnapshotDifference.Find(known, found.Snapshot, found.Incomplete));
    }

    private IReadOnlyList<ContentHash> Hash(IReadOnlyList<WantedContent> wanted, CancellationToken cancellation)
    {
        // Reading the cache takes longer than reading a few contents.
        bool isWorthACache = wanted.Sum(content => content.Entry.Size) > LeastCached;
        using DirectoryHandle? directory = isWorthACache ? OpenCacheDirectory() : null;
        HashCache? cache = directory is null ? null : new HashCache(directory, "hashes"u8, TimeProvider.System);
        List<RelativePath> paths = [.. wanted.Select(content => content.Path)];
        IReadOnlyList<HashedPath> hashed = PathHashing.HashAll(Root, paths, cache, cancellation);
        cache?.Save();
        return [.. hashed.Select(path => path.Entry.Content)];
    }

    /// <summary>The cache directory; null where it cannot be had, which costs time only.</summary>
    private DirectoryHandle? OpenCacheDirectory()
    {
        try
        {
            Directory.CreateDirectory(_cacheDirectory);
            return DirectoryHandle.Open(Encoding.UTF8.GetBytes(_cacheDirectory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FileSystemException)
        {
            return null;
        }
    }
}

/// <summary>A scan and when it started, in nanoseconds since 1970.</summary>
internal sealed record ProjectScan(ScanResult Result, long StartedAtNs);
