using Lockstep.Files;
using Lockstep.Files.Drift;
using Lockstep.Files.Hashing;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Processes;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Lasting;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A target on this machine: the calls of the session on the disk. Work that takes long runs on the thread pool.</summary>
public sealed class LocalEndpoint : IEndpoint
{
    private readonly TargetOptions? _options;
    private readonly Launcher _launcher;
    private readonly SeenEntries _seen = new();
    private Target? _target;
    private ContentStager? _stager;
    private SignatureQueue? _signatures;
    private Task _pruning = Task.CompletedTask;

    /// <summary>Whether run after run comes, which shall not meet the garbage of a large one.</summary>
    private bool _staysOpen;

    /// <summary>Held while the history is read or written: a deploy command may end beside a run.</summary>
    private readonly Lock _history = new();

    /// <summary>Creates an endpoint that is not open yet.</summary>
    public LocalEndpoint()
        : this(options: null)
    {
    }

    /// <param name="options">What varies between production and tests.</param>
    /// <param name="launcher">The program that starts commands; null for this one.</param>
    internal LocalEndpoint(TargetOptions? options, Launcher? launcher = null) => (_options, _launcher) = (options, launcher ?? Launcher.Self);

    /// <inheritdoc/>
    public TransportCount Transported => default;

    private Target Target => _target ?? throw new ProtocolException("the target was not opened");

    /// <inheritdoc/>
    public Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation) => Task.Run(() => Open(request, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => Task.Run(() => Probe(paths, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContentSeal>> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation) =>
        Task.Run<IReadOnlyList<ContentSeal>>(() => Seal(paths, key, cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation)
    {
        await _pruning.WaitAsync(cancellation);
        return await Task.Run(() => Recording(() => PastRuns.Describe(Target, request.Run)), cancellation);
    }

    /// <inheritdoc/>
    public async Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation)
    {
        await _pruning.WaitAsync(cancellation);
        return await Task.Run(() => Recording(() => new PastReply(Target.ReadPast(request.Run, request.Paths).Entries)), cancellation);
    }

    /// <inheritdoc/>
    public async Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellation)
    {
        await _pruning.WaitAsync(cancellation);
        return await Task.Run(() => Recording(() => Target.Purge(request.Paths, request.IsPreview)), cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PastRun?>> AttributeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation)
    {
        await _pruning.WaitAsync(cancellation);
        return await Task.Run(() => PastRuns.Attribute(Target, paths), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation) =>
        Task.Run(() => FetchAllAsync(request, sink, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<Inspection> InspectAsync(CancellationToken cancellation) => Task.Run(Inspect, cancellation);

    /// <inheritdoc/>
    public Task<DriftReply> CheckAsync(CancellationToken cancellation) => Task.Run(() => Check(cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation)
    {
        await _pruning.WaitAsync(cancellation);
        return await Task.Run(() => Begin(request), cancellation);
    }

    /// <inheritdoc/>
    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) =>
        _signatures is { } signatures ? signatures.NextAsync(cancellation) : throw new ProtocolException("a signature was asked for before a run was begun");

    /// <inheritdoc/>
    public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation) =>
        _stager is { } stager ? stager.AcceptAsync(pack, cancellation) : throw new ProtocolException("contents came before a run was begun");

    /// <inheritdoc/>
    public async Task<CommitReport> CommitAsync(CancellationToken cancellation)
    {
        if (_stager is not { } stager)
        {
            throw new ProtocolException("a commit came before a run was begun");
        }

        _stager = null;
        int changes = stager.ChangeCount;
        await stager.FinishAsync();
        _signatures?.Dispose();
        _signatures = null;
        CommitReport report = await Task.Run(Commit, cancellation);

        // Whoever waits for the report does not wait for this: the next request that needs the history does.
        _pruning = Task.Run(() => TidyAfter(changes), CancellationToken.None);
        return report;
    }

    /// <inheritdoc/>
    public Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation) => Task.Run<IRunningCommand>(
        () =>
        {
            if (request.Lasts)
            {
                return LastingCommand.Start(Target.State, Target.Root.Location.Path, request, output, _launcher);
            }

            if (request.LetsGo)
            {
                Target.LetGo();
            }

            if (Recording(() => FindRefusal(request)) is { } refusal)
            {
                return new RefusedCommand(refusal);
            }

            return LocalCommand.Start(request, Target.Root, output, result => NoteDeployAsync(request.DeployOf, result), _launcher);
        },
        cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stager is { } stager)
        {
            await stager.DisposeAsync();
        }

        await _pruning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _signatures?.Dispose();
        _target?.Dispose();
    }

    private string? FindRefusal(CommandRequest request)
    {
        Target.Root.TryOpenTree();
        ExpectInPlace();
        return request.Check is { } check ? LoginRights.FindRefusal(Target, check) : null;
    }

    private async Task NoteDeployAsync(long run, CommandResult result)
    {
        if (run > 0)
        {
            await _pruning;
            lock (_history)
            {
                Target.AddDeploy(run, new DeployOutcome(result.ExitCode, result.TimedOut));
            }
        }
    }

    /// <summary>
    /// Tells what stands at paths, each by itself and unread, and takes it as seen, so that a run may rest on it. In path order; the directories above a path
    /// have to be among the paths.
    /// </summary>
    internal Task<List<EntryEdit>> LookAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => Task.Run(() => Look(paths), cancellation);

    private List<EntryEdit> Look(IReadOnlyList<RelativePath> paths)
    {
        List<EntryEdit> found = Target.Root.Tree is { } tree ? PathLook.At(tree, paths) : [];
        HashSet<RelativePath> known = [.. _seen.Edits.ConvertAll(edit => edit.Path)];
        _seen.Add(found.FindAll(edit => !known.Contains(edit.Path) && !Target.Baseline.Find(edit.Path).Exists));
        return found;
    }

    private TargetState Open(OpenRequest request, CancellationToken cancellation)
    {
        bool isPreview = request.IsPreview || (request.NeedsHistory && !TargetStates.Exists(request.Root.Span, _options));
        Target target = _target = Target.Open(request.Root.Span, request.Owner, isPreview, _options);
        DriftReport drift = Look(target, cancellation);
        SnapshotDigest digest = target.Baseline.Digest;
        _staysOpen = request.StaysOpen;
        if (_staysOpen)
        {
            MemoryTrim.AfterPhase(target.Baseline.Count);
        }

        return new TargetState(
            digest,
            digest == request.KnownBaseline ? null : target.Baseline,
            drift.Differences,
            target.LastRun,
            drift.HasUnmanaged,
            target.HasStaged,
            [.. target.Notes, .. NotesOf(drift.Problems)])
        {
            FoldsNames = target.FoldsNames,
            Last = target.FindLastRun() is { } last && last.Run == target.LastRun ? last : null,
            LoginIsRoot = LoginRights.IsRoot,
            HasSudo = LoginRights.HasSudo,
        };
    }

    private DriftReply Check(CancellationToken cancellation)
    {
        Target.Root.TryOpenTree();
        ExpectInPlace();
        DriftReport drift = Look(Target, cancellation);
        return new DriftReply(drift.Differences, drift.HasUnmanaged, NotesOf(drift.Problems));
    }

    /// <summary>Compares the disk with the baseline, and takes what is found for all that is known of the target.</summary>
    private DriftReport Look(Target target, CancellationToken cancellation)
    {
        DriftReport drift = target.Root.Tree is { } tree
            ? DriftCheck.Compare(tree, target.Baseline, cancellation)
            : new DriftReport(target.Baseline.Root.Exists ? [new Difference(RelativePath.Root, Entry.Absent, IsManaged: true)] : [], [], [], HasUnmanaged: false);
        _seen.Replace([.. UnmanagedRoot(target), .. drift.Restamped, .. EditsOf(drift.Differences)]);
        return drift;
    }

    private IReadOnlyList<Difference> Probe(IReadOnlyList<RelativePath> paths, CancellationToken cancellation)
    {
        if (Target.Root.Tree is not { } tree)
        {
            return [];
        }

        // Contents tell a copy made by other means, whose times differ, from a file of somebody else's.
        ProbeReport report = UnmanagedProbe.Probe(tree, Target.Baseline, paths, cancellation);
        _seen.Add(EditsOf(report.Found));
        return report.Found;
    }

    private ContentSeal[] Seal(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation)
    {
        if (paths.Exists(path => ReservedNames.IsInState(path)))
        {
            throw new ProtocolException("what is Lockstep's own is not to be sealed");
        }

        return Target.Root.Tree is { } tree ? PathSealing.SealAll(tree, paths, key, cancellation).ConvertAll(content => content.Seal) : new ContentSeal[paths.Count];
    }

    private async Task<IReadOnlyList<Problem>> FetchAllAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation)
    {
        foreach (FetchedContent content in request.Contents)
        {
            if (ReservedNames.IsInState(content.Path))
            {
                throw new ProtocolException($"'{content.Path}' is Lockstep's own and not to be fetched");
            }
        }

        if (Target.Root.Tree is not { } tree)
        {
            throw new SyncException(ExitCode.SyncFailed, $"there is nothing to fetch: '{Target.Root.Location}' is not there any more.");
        }

        IReadOnlyList<Change> changes = request.ToChanges();
        var log = new SendLog(changes, new SilentObserver());
        await new ContentSender(tree, changes, sink, log, isExact: true).SendAsync(StageOffer.Nothing, SendPosition.Start, cancellation);
        return log.Result.Problems;
    }

    private Inspection Inspect()
    {
        using LastingPlace? lasting = LastingPlace.Find(Target.State);
        return new Inspection(Target.StatePath ?? "", Target.FindHolder() ?? "", Target.IsInterrupted, Target.FindLastRun()) { Lasting = lasting?.Describe() };
    }

    /// <summary>Whoever moves the root away and puts another directory in its place means that one, not the one that is still open here.</summary>
    private void ExpectInPlace()
    {
        if (!Target.Root.IsInPlace())
        {
            throw new SyncException(ExitCode.SyncFailed, $"somebody removed or replaced '{Target.Root.Location}' itself. Nothing was changed; it has to be opened again.");
        }
    }

    private StageOffer Begin(RunRequest request)
    {
        ExpectInPlace();
        if (request.Baseline != Target.Baseline.Digest)
        {
            throw new SyncException(ExitCode.SyncFailed, $"another run changed '{Target.Root.Location}' after this one was planned. Nothing was changed; run again.");
        }

        Stage stage = Target.Begin(new TargetRun(
            request.Changes, request.Bookkeeping, _seen.Edits, DisposablePatterns.Compile(request.Disposable), request.Owner, request.Retention)
        {
            Origin = request.Origin,
            Source = request.Source,
            Key = request.Key,
        });
        Leftovers left = stage.Leftovers;
        _signatures?.Dispose();
        _signatures = new SignatureQueue(stage, SignedOf(request.Changes, left));
        _stager = new ContentStager(stage, _signatures);
        _seen.Begin(request);
        return new StageOffer(left.Complete.ConvertAll(content => new StagedContent(content.Index, content.Content)), left.Partial);
    }

    /// <summary>The changes whose content goes as a delta, in order: against the target's content, or against what an earlier run staged of the new one.</summary>
    private static List<int> SignedOf(IReadOnlyList<Change> changes, Leftovers left)
    {
        HashSet<int> complete = [.. left.Complete.ConvertAll(content => content.Index)];
        HashSet<int> partial = [.. left.Partial];
        var signed = new List<int>();
        for (int i = 0; i < changes.Count; i++)
        {
            if (!complete.Contains(i) && (partial.Contains(i) || changes[i].Transfer == Transfer.Delta))
            {
                signed.Add(i);
            }
        }

        return signed;
    }

    /// <summary>What the drift check could not look at, as far as there is room to say.</summary>
    private static List<string> NotesOf(IReadOnlyList<Problem> problems)
    {
        var notes = new List<string>();
        for (int i = 0; i < problems.Count && notes.Count < WireLimits.MaxNotes / 2; i++)
        {
            notes.Add($"{problems[i].Path} on the target: {problems[i].Cause}");
        }

        return notes;
    }

    private CommitReport Commit()
    {
        ExpectInPlace();
        CommitReport report = Recording(Target.Commit);
        if (!report.IsRefused)
        {
            _seen.Commit(report);
        }

        return report;
    }

    private void TidyAfter(int changes)
    {
        lock (_history)
        {
            Target.Prune();
        }

        if (_staysOpen)
        {
            MemoryTrim.AfterPhase(changes);
        }
    }

    private T Recording<T>(Func<T> work)
    {
        lock (_history)
        {
            return work();
        }
    }

    /// <summary>A root that stands there and that no push made or set right yet: the baseline does not have it, so nobody else tells of it.</summary>
    private static EntryEdit[] UnmanagedRoot(Target target) =>
        target.Root.Tree is { } tree && !target.Baseline.Root.Exists ? [new EntryEdit(RelativePath.Root, tree.Root.Status().ToEntry())] : [];

    private static EntryEdit[] EditsOf(IReadOnlyList<Difference> differences) =>
        differences.ConvertAll(difference => new EntryEdit(difference.Path, difference.Actual));
}
