using Lockstep.Files;
using Lockstep.Files.Drift;
using Lockstep.Files.Staging;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A target on this machine: the calls of the session on the disk. Work that takes long runs on the thread pool.</summary>
public sealed class LocalEndpoint : IEndpoint
{
    private Target? _target;
    private readonly SeenEntries _seen = new();
    private RunRequest? _request;
    private ContentStager? _stager;
    private SignatureQueue? _signatures;

    /// <inheritdoc/>
    public TransportCount Transported => default;

    private Target Target => _target ?? throw new ProtocolException("the target was not opened");

    /// <inheritdoc/>
    public Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation) => Task.Run(() => Open(request, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => Task.Run(() => Probe(paths, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation) => Task.Run(() => Begin(request), cancellation);

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
        await stager.FinishAsync();
        return await Task.Run(Commit, cancellation);
    }

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation)
    {
        using var changed = ChangedFile.Write(request.Changed);
        var command = new ChildCommand
        {
            Arguments = request.Arguments,
            Environment = [.. request.Environment, new("LOCKSTEP_CHANGED", changed.Path)],
            Directory = Target.Root.Location.Path,
            TimeLimit = request.Timeout,
        };
        ChildExit exit = await ChildProcess.RunAsync(command, (isError, bytes) => output(isError ? OutputKind.Error : OutputKind.Out, bytes), cancellation);
        return new CommandResult(exit.Exit.Code, exit.TimedOut);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stager is { } stager)
        {
            await stager.DisposeAsync();
        }

        _signatures?.Dispose();
        _target?.Dispose();
    }

    private TargetState Open(OpenRequest request, CancellationToken cancellation)
    {
        Target target = _target = Target.Open(request.Root.Span, request.Owner, request.IsPreview);
        DriftReport drift = target.Root.Tree is { } tree
            ? DriftCheck.Compare(tree, target.Baseline, cancellation)
            : new DriftReport(target.Baseline.Root.Exists ? [new Difference(RelativePath.Root, Entry.Absent, IsManaged: true)] : [], [], [], HasUnmanaged: false);
        _seen.Add([.. UnmanagedRoot(target), .. drift.Restamped, .. EditsOf(drift.Differences)]);
        SnapshotDigest digest = target.Baseline.Digest;
        return new TargetState(
            digest,
            digest == request.KnownBaseline ? null : target.Baseline,
            drift.Differences,
            target.LastRun,
            drift.HasUnmanaged,
            target.HasStaged,
            [.. target.Notes, .. drift.Problems.Take(WireLimits.MaxNotes / 2).Select(problem => $"{problem.Path} on the target: {problem.Cause}")]);
    }

    private IReadOnlyList<Difference> Probe(IReadOnlyList<RelativePath> paths, CancellationToken cancellation)
    {
        if (Target.Root.Tree is not { } tree)
        {
            return [];
        }

        // Contents tell a copy made by other means, whose times differ, from a file of somebody else's. Everything unmanaged would be too much to read.
        bool hashesContent = !paths.Any(path => path.IsRoot);
        ProbeReport report = UnmanagedProbe.Probe(tree, Target.Baseline, paths, hashesContent, cancellation);
        _seen.Add(EditsOf(report.Found));
        return report.Found;
    }

    private StageOffer Begin(RunRequest request)
    {
        if (request.Baseline != Target.Baseline.Digest)
        {
            throw new SyncException(ExitCode.SyncFailed, $"another run changed '{Target.Root.Location}' after this one was planned. Nothing was changed; run again.");
        }

        Stage stage = Target.Begin(new TargetRun(
            request.Changes, request.Bookkeeping, _seen.Edits, DisposablePatterns.Compile(request.Disposable), request.Owner, request.Retention));
        Leftovers left = stage.Leftovers;
        HashSet<int> complete = [.. left.Complete.Select(content => content.Index)];
        IEnumerable<int> deltas = Enumerable.Range(0, request.Changes.Count).Where(index => request.Changes[index].Transfer == Transfer.Delta);
        _signatures?.Dispose();
        _signatures = new SignatureQueue(stage, [.. deltas.Union(left.Partial).Where(index => !complete.Contains(index)).Order()]);
        _stager = new ContentStager(stage, _signatures);
        _request = request;
        return new StageOffer([.. left.Complete.Select(content => new StagedContent(content.Index, content.Content))], left.Partial);
    }

    private CommitReport Commit()
    {
        CommitReport report = Target.Commit();
        if (report.Drift.Count == 0)
        {
            _seen.Forget(_request!, report);
        }

        return report;
    }

    /// <summary>A root that stands there and that no push made or set right yet: the baseline does not have it, so nobody else tells of it.</summary>
    private static IEnumerable<EntryEdit> UnmanagedRoot(Target target) =>
        target.Root.Tree is { } tree && !target.Baseline.Root.Exists ? [new EntryEdit(RelativePath.Root, tree.Root.Status().ToEntry())] : [];

    private static IEnumerable<EntryEdit> EditsOf(IReadOnlyList<Difference> differences) =>
        differences.Select(difference => new EntryEdit(difference.Path, difference.Actual));
}
