using Lockstep.Files;
using Lockstep.Files.Drift;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Plan;
using Lockstep.Processes;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Lasting;
using Lockstep.Tree;
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

    /// <summary>Whether run follows run: others may write in between, and no garbage may meet the next.</summary>
    private bool _staysOpen;

    /// <summary>What keeps the target locked where run follows run; null where it is locked all the time.</summary>
    private LockHolds? _holds;

    /// <summary>What keeps it locked for the run under way.</summary>
    private IDisposable? _held;

    /// <summary>Whether the run under way was not begun, since another command was at work here.</summary>
    private bool _isPassedOver;

    /// <summary>Held while history or lock change hands: a deploy command may end beside a run.</summary>
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
    public async Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation)
    {
        await _pruning.WaitAsync(cancellation);
        return await Task.Run(() => Open(request, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => Task.Run(() => Probe(paths, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContentSeal>> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation) =>
        Task.Run<IReadOnlyList<ContentSeal>>(() => LocalReading.Seal(Target, paths, key, cancellation), cancellation);

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
        Task.Run(() => LocalReading.FetchAsync(Target, request, sink, cancellation), cancellation);

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
    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => _signatures is { } signatures ? signatures.NextAsync(cancellation)
        : _isPassedOver ? Task.FromResult<ContentSignature?>(null)
        : throw new ProtocolException("a signature was asked for before a run was begun");

    /// <inheritdoc/>
    public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation) => _stager is { } stager ? stager.AcceptAsync(pack, cancellation)
        : _isPassedOver ? ValueTask.CompletedTask
        : throw new ProtocolException("contents came before a run was begun");

    /// <inheritdoc/>
    public async Task<CommitReport> CommitAsync(CancellationToken cancellation)
    {
        if (_isPassedOver)
        {
            _isPassedOver = false;
            return new CommitReport(0, [], [], [], Target.Baseline.Digest) { IsBegun = false };
        }

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

            IDisposable? held = request.DeployOf > 0 ? Recording(() => _holds?.TryHold(_history)) : null;
            if (request.Debt != DeployDebt.None)
            {
                Recording(() => Target.AddDeploy(request.DeployOf, CommandRequest.Owed));
            }

            return LocalCommand.Start(request, Target.Root, output, result => NoteDeployAsync(request, result), _launcher, held);
        },
        cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_stager?.DisposeAsync() ?? ValueTask.CompletedTask);
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

    private async Task NoteDeployAsync(CommandRequest request, CommandResult result)
    {
        if (request.DeployOf > 0)
        {
            await _pruning;
            Recording(() => Target.AddDeploy(request.DeployOf, request.OutcomeOf(result)));
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
        IDisposable? held;
        try
        {
            held = Recording(() => OpenTarget(request));
        }
        catch (TargetLockedException locked) when (request.AwaitsLock)
        {
            return TargetState.LockedBy(locked.Holder);
        }

        using (held)
        {
            return Describe(Target, request, Look(Target, cancellation));
        }
    }

    /// <summary>Opens the target, or, where run follows run, reads anew what others may have made of it.</summary>
    /// <returns>What keeps the lock until it was looked at; null where it is kept anyway.</returns>
    private IDisposable? OpenTarget(OpenRequest request)
    {
        if (_target is not null)
        {
            LockHolds holds = _holds ?? throw new ProtocolException("the target is open already");
            ExpectInPlace();
            return holds.Refresh(_history);
        }

        bool isPreview = request.IsPreview || (request.NeedsHistory && !TargetStates.Exists(request.Root.Span, _options));
        _target = Target.Open(request.Root.Span, new LockClaimant(request.Owner, request.Purpose), isPreview, _options);
        _staysOpen = request.StaysOpen;
        _holds = _staysOpen && !isPreview ? new LockHolds(_target) : null;
        return _holds?.TryHold(_history);
    }

    private TargetState Describe(Target target, OpenRequest request, DriftReport drift)
    {
        SnapshotDigest digest = target.Baseline.Digest;
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
            [.. target.Notes, .. DriftTelling.NotesOf(drift.Problems)])
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
        if (!Recording(Target.IsAsLeft))
        {
            return DriftReply.Outdated;
        }

        // Without the lock: nobody waits for a look. What another run moved meanwhile would count as drift.
        DriftReport drift = Look(Target, cancellation);
        return Recording(Target.IsAsLeft) ? new DriftReply(drift.Differences, drift.HasUnmanaged, DriftTelling.NotesOf(drift.Problems)) : DriftReply.Outdated;
    }

    /// <summary>Compares the disk with the baseline, and takes what is found for all that is known of the target.</summary>
    private DriftReport Look(Target target, CancellationToken cancellation)
    {
        DriftReport drift = DriftTelling.Compare(target, cancellation);
        _seen.Replace(DriftTelling.EditsOf(target, drift));
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
        _seen.Add(DriftTelling.EditsOf(report.Found));
        return report.Found;
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
        if (_holds is { } holds && Recording(() => _held = holds.TryHold(_history)) is null)
        {
            _isPassedOver = true;
            return StageOffer.NotBegun;
        }

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
        _signatures = new SignatureQueue(stage, SignatureQueue.SignedOf(request.Changes, left));
        _stager = new ContentStager(stage, _signatures);
        _seen.Begin(request);
        return new StageOffer(left.Complete.ConvertAll(content => new StagedContent(content.Index, content.Content)), left.Partial);
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
        using (_held)
        {
            Recording(Target.Prune);
        }

        if (_staysOpen)
        {
            MemoryTrim.AfterPhase(changes);
        }
    }

    private void Recording(Action work)
    {
        lock (_history)
        {
            work();
        }
    }

    private T Recording<T>(Func<T> work)
    {
        lock (_history)
        {
            return work();
        }
    }
}
