using System.Text;
using Lockstep.Cli.Commands;
using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Purging;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Sessions.Remembering;
using Lockstep.Tests.Tree;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Sessions;

/// <summary>A project, a target and a client in directories of their own: pushes run as they do for a user, but without a process or ssh in between.</summary>
internal sealed class PushScene : IDisposable
{
    private const string FastPlace = "/dev/shm";

    private readonly string _place;
    private readonly ClientContext _client;
    private PushTarget _target;

    /// <param name="throughWire">Whether the target is behind an agent and the protocol.</param>
    public PushScene(bool throughWire = false)
    {
        string above = Directory.Exists(FastPlace) ? FastPlace : Path.GetTempPath();
        _place = Path.Combine(above, $"lockstep-push-{Guid.NewGuid():N}");
        Project = new LiveTree(Path.Combine(_place, "project"), clock: 1);
        RootPath = Path.Combine(_place, "sites", "app");
        _client = new ClientContext(Path.Combine(_place, "cache"), "tester@here", typeof(PushScene).Assembly)
        {
            Connector = throughWire
                ? (_, options, cancellation) => AgentPeer.ConnectAsync(options, Cut, cancellation, ToAgent, FromAgent, Time)
                : null,
        };
        _target = new PushTarget("app", AddressKind.Local, Encoding.UTF8.GetBytes(RootPath));
    }

    /// <summary>What every push of a test agrees to: deletions are not asked about, nothing is deployed, hidden entries are sent, git has no say.</summary>
    public static PushOptions Agreed { get; } =
        new() { Confirmed = true, Deploy = null, Disposable = [], Filter = new() { Hidden = true, UseGitignore = false } };

    /// <summary>Whether the target counts as one of another machine, where the convention deploys.</summary>
    public bool IsElsewhere
    {
        init => _target = _target with { Kind = value ? AddressKind.Ssh : AddressKind.Local };
    }

    public LiveTree Project { get; }

    /// <summary>Where the connections of the next pushes break; null for nowhere.</summary>
    public ConnectionCut? Cut { get; set; }

    /// <summary>What the ways to and from the agent go through; null for nothing.</summary>
    public Func<Stream, Stream>? ToAgent { get; set; }

    /// <inheritdoc cref="ToAgent"/>
    public Func<Stream, Stream>? FromAgent { get; set; }

    /// <summary>The clock of connections; null for the system's.</summary>
    public TimeProvider? Time { get; set; }

    public string RootPath { get; }

    public string StatePath => Path.Combine(_place, "sites", ".lockstep", "app");

    /// <summary>The target's root as somebody there edits it.</summary>
    public LiveTree OnTarget() => new(RootPath, clock: 500_000_003);

    public async Task<RunSummary> PushAsync(PushOptions? options = null, IRunObserver? observer = null, CancellationToken cancellation = default)
    {
        options ??= Agreed;
        using var view = ProjectView.Open(new Project("app", Project.Root), options.Filter, _client.CacheDirectory);
        return await Push.RunAsync(view, _target, options, _client, observer ?? new RecordingObserver(), cancellation);
    }

    public async Task<RunSummary> DeployAsync(
        DeployStep step, IRunObserver? observer = null, TimeSpan patience = default)
    {
        using ProjectView view = OpenProject();
        PushOptions options = Agreed with { Deploy = step, LockPatience = patience };
        return await Push.DeployAsync(
            view, _target, options, _client, observer ?? new RecordingObserver(), CancellationToken.None);
    }

    public async Task<RunSummary> UndoAsync(UndoRequest? request = null, PushOptions? options = null, IRunObserver? observer = null, CancellationToken cancellation = default)
    {
        options ??= Agreed;
        using var view = ProjectView.Open(new Project("app", Project.Root), options.Filter, _client.CacheDirectory);
        return await Undo.RunAsync(view, _target, request ?? new UndoRequest(), options, _client, observer ?? new RecordingObserver(), cancellation);
    }

    /// <summary>Undoes what a pull did in the project.</summary>
    public async Task<RunSummary> UndoPullAsync(PushOptions options)
    {
        using var view = ProjectView.Open(new Project("app", Project.Root), options.Filter, _client.CacheDirectory);
        var project = new PushTarget("app", AddressKind.Local, Encoding.UTF8.GetBytes(Project.Root)) { IsProject = true };
        return await Undo.RunAsync(view, project, new UndoRequest(), options, _client, new RecordingObserver(), CancellationToken.None);
    }

    /// <summary>Undoes the last run in a directory of this machine.</summary>
    public async Task<RunSummary> UndoInDirectoryAsync(string directory)
    {
        using ProjectView view = OpenProject();
        var target = new PushTarget("app", AddressKind.Local, Encoding.UTF8.GetBytes(directory));
        return await Undo.RunAsync(view, target, new UndoRequest(), Agreed, _client, new RecordingObserver(), CancellationToken.None);
    }

    /// <summary>What the target's history keeps, or one run of it.</summary>
    public Task<HistoryReply> HistoryAsync(long? run = null) => Undo.HistoryAsync(_target, run, _client, new RecordingObserver(), CancellationToken.None);

    /// <summary>Purges paths; null when what is there was not agreed to.</summary>
    public async Task<PurgeSummary?> PurgeAsync(Func<PurgeReport, bool>? agrees, params IReadOnlyList<RelativePath> paths)
    {
        using ProjectView view = OpenProject();
        return await Purge.RunAsync(view, _target, paths, agrees ?? (_ => true), _client, new RecordingObserver(), CancellationToken.None);
    }

    /// <summary>The target at the disk, as an agent opens it.</summary>
    public Target OpenTarget(FaultHook? faults = null) =>
        Target.Open(Encoding.UTF8.GetBytes(RootPath), "tester@here", isPreview: false, new TargetOptions { Faults = faults });

    /// <summary>Where the client keeps what it knows.</summary>
    public string CachePath => Path.Combine(_place, "cache");

    /// <summary>The place of everything.</summary>
    public string Place => _place;

    public async Task<RunSummary> PullAsync(PullOptions? options = null, IRunObserver? observer = null, TargetOptions? project = null)
    {
        using ProjectView view = OpenProject();
        ClientContext client = _client with { ProjectOptions = project };
        return await Pull.RunAsync(view, _target, options ?? new PullOptions { Confirmed = true }, client, observer ?? new RecordingObserver(), CancellationToken.None);
    }

    /// <summary>What a push would change, as it is shown.</summary>
    public async Task<List<ContentComparison>> CompareAsync(params IReadOnlyList<RelativePath> paths)
    {
        using ProjectView view = OpenProject();
        var found = new List<ContentComparison>();
        await Comparison.RunAsync(view, _target, Agreed, paths, _client, new RecordingObserver(), found.Add, CancellationToken.None);
        return found;
    }

    /// <summary>How a diff ends.</summary>
    public async Task<RunSummary> DiffAsync()
    {
        using ProjectView view = OpenProject();
        return await Comparison.RunAsync(view, _target, Agreed, [], _client, new RecordingObserver(), _ => { }, CancellationToken.None);
    }

    /// <summary>Whether a run was refused because a directory would have to make way that holds what no push put there.</summary>
    public static bool IsHeld(RunSummary summary) => summary.Exit == ExitCode.Refused && summary.Message!.Contains("would make way", StringComparison.Ordinal);

    public async Task<(TargetStatus? Status, RunSummary Summary)> StatusAsync()
    {
        using ProjectView view = OpenProject();
        TargetStatus? found = null;
        RunSummary summary = await StatusRun.RunAsync(view, _target, Agreed, _client, new RecordingObserver(), status => found = status, CancellationToken.None);
        return (found, summary);
    }

    /// <summary>Everything that is not the client's cache, to the state directories' last byte and time.</summary>
    public SortedDictionary<RelativePath, Entry> Everything =>
        new(TreeText.Flatten(Files.Committing.DiskTree.Read(_place)).Where(pair => !pair.Key.IsRoot && !pair.Key.Bytes.StartsWith("cache"u8)).ToDictionary());

    /// <summary>Where the project keeps what pulls replaced.</summary>
    public string ProjectStatePath => Directory.Exists(Path.Combine(_place, ".lockstep"))
        ? Assert.Single(Directory.EnumerateDirectories(Path.Combine(_place, ".lockstep"), "pull-*"))
        : Path.Combine(_place, ".lockstep", "none");

    /// <summary>What stands in the target's root.</summary>
    public SortedDictionary<RelativePath, Entry> TargetEntries => TreeText.Flatten(Files.Committing.DiskTree.Read(RootPath));

    public static string Describe(RunSummary summary) => $"{summary.Exit}: {summary.Message} ({summary})";

    /// <summary>The target is the project, in everything.</summary>
    public void AssertInStep() => AssertSame(Project.Entries, TargetEntries);

    public static void AssertSame(SortedDictionary<RelativePath, Entry> expected, SortedDictionary<RelativePath, Entry> actual)
    {
        string[] missing = [.. Lines(expected).Except(Lines(actual)).Select(line => "should be: " + line)];
        string[] surplus = [.. Lines(actual).Except(Lines(expected)).Select(line => "but is:    " + line)];
        Assert.True(missing.Length + surplus.Length == 0, string.Join('\n', missing.Concat(surplus)));
    }

    /// <summary>The client holds exactly the target's baseline, so that the next push need not fetch it, and nobody counts as having changed the target.</summary>
    public async Task AssertBaselineKnownAsync(bool withDrift = false)
    {
        TargetState state = await OpenAsync();
        Assert.True(state.Baseline is null, $"the target's baseline is not the client's:\n{Compare(state.Baseline)}");
        if (!withDrift)
        {
            Assert.Empty(state.Drift);
        }

        Assert.False(state.HasStaged);
    }

    /// <summary>What the target answers to whoever opens it with the client's copy of the baseline.</summary>
    public async Task<TargetState> OpenAsync()
    {
        SnapshotDigest known = Cached()?.Seen.Digest ?? SnapshotDigest.None;
        await using var endpoint = new LocalEndpoint();
        return await endpoint.OpenAsync(new OpenRequest(_target.Root, IsPreview: true, known, "tester@here"), CancellationToken.None);
    }

    /// <summary>What the target says was last put there.</summary>
    public async Task<Snapshot> BaselineAsync()
    {
        await using var endpoint = new LocalEndpoint();
        TargetState state = await endpoint.OpenAsync(new OpenRequest(_target.Root, IsPreview: true, SnapshotDigest.None, "tester@here"), CancellationToken.None);
        return state.Baseline ?? Snapshot.Absent;
    }

    /// <summary>The hashes of all files that the target's history keeps.</summary>
    public IEnumerable<ContentHash> HistoryContents() => HistoryContents(StatePath);

    /// <summary>The hashes of all files that the history in a state directory keeps.</summary>
    public static IEnumerable<ContentHash> HistoryContents(string state)
    {
        string history = Path.Combine(state, "history");
        return Directory.Exists(history)
            ? TreeText.Flatten(Files.Committing.DiskTree.Read(history)).Values.Where(entry => entry.IsFile).Select(entry => entry.Content)
            : [];
    }

    /// <summary>Edits the project.</summary>
    public void Apply(TreeEdit[] edits)
    {
        foreach (TreeEdit edit in edits)
        {
            edit.ApplyTo(Project);
        }
    }

    /// <summary>A push that ended somehow has either done everything or nothing.</summary>
    public void AssertWholly(SortedDictionary<RelativePath, Entry> before, RunSummary summary)
    {
        if (summary.Exit == ExitCode.Done || !TargetEntries.SequenceEqual(before))
        {
            AssertInStep();
        }
    }

    /// <summary>The next push makes up for one that ended early.</summary>
    public async Task AssertMadeUpForAsync()
    {
        RunSummary summary = await PushAsync();
        Assert.True(summary.Exit == ExitCode.Done, Describe(summary));
        AssertInStep();
        AssertClean();
        await AssertBaselineKnownAsync();
    }

    /// <summary>Nothing of a run lies about.</summary>
    public void AssertClean()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(StatePath, "stage")));
        Assert.False(File.Exists(Path.Combine(StatePath, "journal")));
    }

    public void Dispose()
    {
        // Names that are not UTF-8 are beyond System.IO.
        var all = new LiveTree(_place, clock: 0);
        all.Remove(RelativePath.Parse("sites"));
        all.Remove(RelativePath.Parse("project"));
        all.Remove(RelativePath.Parse(".lockstep"));
        Directory.Delete(_place, recursive: true);
    }

    private ProjectView OpenProject() => ProjectView.Open(new Project("app", Project.Root), Agreed.Filter, _client.CacheDirectory);

    private static IEnumerable<string> Lines(SortedDictionary<RelativePath, Entry> entries) =>
        entries.Select(pair => $"{pair.Key} {pair.Value.Type} {Convert.ToString(pair.Value.Mode, 8)} {pair.Value.Size} {pair.Value.ModifiedNs} {pair.Value.Content}");

    private RememberedTarget? Cached() => new TargetMemory(_client.MemoryDirectory).Load(RememberedTarget.IdentityOf(new Project("app", Project.Root), _target));

    private string Compare(Snapshot? baseline)
    {
        if (baseline is null || Cached()?.Seen is not { } cached)
        {
            return "the client holds none";
        }

        string[] client = [.. Lines(TreeText.Flatten(cached))];
        string[] target = [.. Lines(TreeText.Flatten(baseline))];
        return string.Join('\n', client.Except(target).Select(line => "client: " + line).Concat(target.Except(client).Select(line => "target: " + line)));
    }
}
