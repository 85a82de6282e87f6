using Lockstep.Plan;
using Lockstep.Sessions.Claiming;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Sessions.Undoing;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Live;

/// <summary>
/// An open target that run after run goes to. What it has is known from the last comparison and from what every run made of it; that it is still so is
/// checked by the target, path by path, before a run is committed.
/// </summary>
/// <param name="project">What goes there.</param>
/// <param name="endpoint">The target.</param>
/// <param name="state">What it answered when it was opened.</param>
/// <param name="left">What the project remembers of it; null for nothing.</param>
/// <param name="options">How it is pushed.</param>
/// <param name="owner">Who pushes.</param>
internal sealed class LiveTarget(ProjectView project, IEndpoint endpoint, TargetState state, RememberedTarget? left, PushOptions options, string owner) : IAsyncDisposable
{
    /// <summary>How often a plan is made anew because somebody changed the target under it.</summary>
    private const int Attempts = 3;

    /// <summary>So little content, in bytes, each target reads for itself: that takes less time than to agree about it.</summary>
    private const int LeastShared = 256 << 10;

    private SortedDictionary<RelativePath, Difference> _differences = ByPath(state.Drift);
    private bool _hasUnmanaged = state.HasUnmanaged;

    private bool _isFirstContact = left is null && state.LastRun > 0;
    private Snapshot _held = left?.Held ?? state.Baseline ?? Snapshot.Absent;
    private long? _scannedAtNs = left?.ScannedAtNs;
    private string _toldKept = "";

    /// <summary>What was last put there.</summary>
    public Snapshot Baseline { get; private set; } = BaselineOf(state, left);

    /// <summary>The last run there, of whomever.</summary>
    public long LastRun { get; private set; } = state.LastRun;

    /// <summary>Whether the target itself is looked at before the project is next compared with it as a whole, since somebody may have changed it.</summary>
    public bool IsToBeChecked { get; set; }

    /// <summary>What it answered when it was opened.</summary>
    public TargetState State => state;

    /// <summary>The target itself, for commands.</summary>
    public IEndpoint Endpoint => endpoint;

    /// <summary>Completes when the connection is lost.</summary>
    public Task Lost => endpoint.Lost;

    /// <summary>Reaches and opens a target.</summary>
    /// <param name="project">What goes there.</param>
    /// <param name="target">Where it goes, and who is told what the target has to say.</param>
    /// <param name="client">Who.</param>
    /// <param name="known">What is remembered of it; null for nothing.</param>
    /// <param name="patience">How long the host may take to answer; null where somebody may have to type a password first.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<LiveTarget> OpenAsync(
        ProjectView project, WatchedTarget target, ClientContext client, RememberedTarget? known, TimeSpan? patience, CancellationToken cancellation)
    {
        TargetOverlap.Refuse(project, target.Target);
        IEndpoint endpoint = await ConnectAsync(target, client, patience, cancellation);
        try
        {
            SnapshotDigest digest = known?.Seen.Digest ?? SnapshotDigest.None;
            var request = new OpenRequest(target.Target.Root, IsPreview: false, digest, client.Owner) { StaysOpen = true, KnownEntries = known?.Seen.Count ?? 0 };
            TargetState state = await endpoint.OpenAsync(request, cancellation);
            foreach (string note in state.Notes)
            {
                target.Observer.Note(note);
            }

            if (await Task.Run(() => new TargetClaim(project.Source, target.Options.Confirmed).CheckProject(project.Source.Identify(), state.Last), cancellation) is { } refusal)
            {
                throw new SyncException(ExitCode.Refused, refusal.Message);
            }

            if (LostState.NoteOf(state, known?.Seen) is { } lost)
            {
                target.Observer.Note(lost);
            }

            RememberedTarget? left = known is not null && known.IsOf(state.LastRun) ? known : null;
            left = await OwnRuns.AdoptAsync(endpoint, state, left, project.Source.Identify(), client.Owner, cancellation);
            return new LiveTarget(project, endpoint, state.Baseline is null && left is null ? state with { Baseline = known?.Seen } : state, left, target.Options, client.Owner);
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the paths that were looked at in step.</summary>
    /// <param name="scan">The project.</param>
    /// <param name="scannedAtNs">What was modified since is compared by content.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="tally">Adds it up.</param>
    /// <param name="observer">Is told.</param>
    /// <param name="cancellation">Stops it, leaving the target consistent.</param>
    /// <returns>The paths that were changed there.</returns>
    public async Task<IReadOnlyList<RelativePath>> PushAsync(
        LiveScan scan, long scannedAtNs, PhaseClock clock, RunTally tally, IRunObserver observer, CancellationToken cancellation)
    {
        using ContentTurn contents = scan.Turn ?? project.Contents.AnnounceTurn();

        // What has changed since it was looked at is looked at again.
        contents.IsPassing = path => !project.Stands(path, scan.Result.Snapshot.Find(path));
        tally.Add(scan.Result);
        foreach (Problem problem in scan.Result.Problems)
        {
            observer.ProblemFound(problem);
        }

        if (IsToBeChecked && scan.Scope.IsEverything)
        {
            await CheckAsync(observer, cancellation);
        }

        for (int attempt = 1; ; attempt++)
        {
            SyncPlan plan = await PlanAsync(scan, scannedAtNs, isRetry: attempt > 1, cancellation);
            plan = plan.RefusedFor(plan.Refusal ?? await JudgeContactAsync(plan));
            tally.Add(plan);
            if (plan.Refusal is not null)
            {
                tally.Fail(ExitCode.Refused, OthersText.RefusalOf(plan, await OthersText.AskAsync(endpoint, plan, cancellation))!);
                return [];
            }

            TransferResult? result = plan.IsEmpty ? null : await TransferAsync(plan, contents, new RunOrigin(RunKind.Watch), await DescribeAsync(scan, plan), clock, tally, observer, cancellation);
            bool isDone = result is null or { Report.Drift.Count: 0 };
            if (isDone)
            {
                _held = result?.Held ?? plan.HeldAfter(_held, index => plan.Changes[index].After, []);
                Remember(scan, scannedAtNs);
            }
            else
            {
                await ReadDriftAsync(result!.Report.Drift, observer, cancellation);
            }

            if (isDone || attempt == Attempts)
            {
                await ReportAsync(plan, scan, observer, cancellation);
                if (!isDone)
                {
                    tally.Fail(ExitCode.Refused, DriftText.Of(result!.Report.Drift, RunKind.Watch));
                }

                return result?.Changed ?? [];
            }
        }
    }

    /// <summary>Puts the target back to before its last run; what stands in the way of that refuses it.</summary>
    /// <param name="clock">Measures it.</param>
    /// <param name="tally">Adds it up.</param>
    /// <param name="observer">Is told.</param>
    /// <param name="cancellation">Stops it, leaving the target consistent.</param>
    /// <returns>The paths that were changed there.</returns>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: the target has no history.</exception>
    public async Task<IReadOnlyList<RelativePath>> UndoAsync(PhaseClock clock, RunTally tally, IRunObserver observer, CancellationToken cancellation)
    {
        HistoryReply history = await endpoint.HistoryAsync(new HistoryRequest(0), cancellation);
        PastRun last = UndoPoint.Find(history, new UndoRequest())!;
        Refusal? foreign = await Task.Run(() => new TargetClaim(project.Source, options.Confirmed).CheckUndo(project.Source.Identify(), owner, [last]), cancellation);
        if (foreign is not null)
        {
            tally.Fail(ExitCode.Refused, foreign.Message);
            return [];
        }

        observer.Note(UndoText.Of(last, last));
        PastReply past = await endpoint.PastAsync(new PastRequest(last.Run, []), cancellation);
        TargetState now = state with { Drift = [.. _differences.Values], HasUnmanaged = true };
        SyncPlan plan = await new UndoPlanner(endpoint, options).PlanAsync(now, Baseline, past.Entries, [], cancellation);
        tally.Add(plan);
        if (UndoText.RefusalOf(plan) is { } refusal)
        {
            tally.Fail(ExitCode.Refused, refusal);
            return [];
        }

        using ContentTurn contents = project.Contents.AnnounceTurn();
        RunSource source = project.Source.Identify() with { Commit = "", Branch = "" };
        TransferResult result = await TransferAsync(plan, contents, new RunOrigin(RunKind.Undo, last.Run), source, clock, tally, observer, cancellation);
        if (result.Report.Drift.Count > 0)
        {
            tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, RunKind.Undo));
        }
        else
        {
            // What was undone is not held any more: the project's version is a change of its own again.
            _held = result.Held!;
            Remembered = Remembered is null ? null : Remembered with { Seen = Baseline, Held = _held, Run = LastRun };
        }

        return result.Changed;
    }

    /// <summary>What the project remembers of the target; null before the first push.</summary>
    public RememberedTarget? Remembered { get; private set; } = left;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => endpoint.DisposeAsync();

    private static async Task<IEndpoint> ConnectAsync(WatchedTarget target, ClientContext client, TimeSpan? patience, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (patience is { } most)
        {
            end.CancelAfter(most);
        }

        try
        {
            return await client.ConnectAsync(target.Target, target.Options, target.Observer, end.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectionException(ConnectionFailure.TimedOut, $"{target.Target.Name} did not answer within {patience!.Value.TotalSeconds:0} s. Check the network.");
        }
    }

    private static SortedDictionary<RelativePath, Difference> ByPath(IReadOnlyList<Difference> differences) => new(differences.ToDictionary(drift => drift.Path));

    /// <summary>
    /// Learns what is in files that turned out to be others when they were to be replaced, which the commit does not read: what was pulled from there is the project's own.
    /// </summary>
    private async Task ReadDriftAsync(IReadOnlyList<Difference> drift, IRunObserver observer, CancellationToken cancellation)
    {
        List<Difference> unread = [.. drift.Where(difference => difference.Actual is { HasContent: true, Size: > 0, Content.IsKnown: false })];
        if (unread.Exists(difference => difference.IsManaged))
        {
            await CheckAsync(observer, cancellation);
        }

        List<RelativePath> unmanaged = [.. drift.Where(difference => !difference.IsManaged).Select(difference => difference.Path)];
        if (unread.Count > 0 && unmanaged.Count > 0)
        {
            foreach (Difference found in await endpoint.ProbeAsync(unmanaged, cancellation))
            {
                _differences[found.Path] = found;
            }
        }
    }

    /// <summary>Finds what somebody changed on the target, and what is as it should be again.</summary>
    private async Task CheckAsync(IRunObserver observer, CancellationToken cancellation)
    {
        DriftReply found = await endpoint.CheckAsync(cancellation);
        (_differences, _hasUnmanaged, IsToBeChecked) = (ByPath(found.Drift), found.HasUnmanaged, false);
        foreach (string note in found.Notes)
        {
            observer.Note(note);
        }
    }

    private Task<SyncPlan> PlanAsync(LiveScan scan, long scannedAtNs, bool isRetry, CancellationToken cancellation)
    {
        var planner = new PushPlanner(project, endpoint, options);

        // The commit finds unmanaged entries at single paths; a probe before it would cost a round trip for every new file. The commit names only the
        // topmost of them, though, so a second attempt asks what is below.
        bool isProbed = !isRetry && scan.Scope.IsEverything && !_hasUnmanaged;
        return planner.PlanAsync(
            new PlanInput(scan.Result.Snapshot, Baseline, [.. _differences.Values], PushPlanner.OptionsOf(options, Math.Min(scannedAtNs, _scannedAtNs ?? scannedAtNs)) with { SparesConflicts = true })
            {
                IsProtected = scan.Rules.IsProtected,
                Unreadable = scan.Result.Incomplete.ToHashSet(),
                IsProbed = isProbed,
                ProbesOnlyHeld = !isRetry && !scan.Scope.IsEverything,
                Held = _isFirstContact ? null : _held,
                IsFirstContact = _isFirstContact,
                Scope = scan.Scope.WithMissingDirectories(Baseline),
                FoldsNames = state.FoldsNames,
            },
            cancellation);
    }

    private async Task<Refusal?> JudgeContactAsync(SyncPlan plan)
    {
        bool isToBeJudged = _isFirstContact && !plan.IsEmpty;
        return isToBeJudged ? await Task.Run(() => new TargetClaim(project.Source, options.Confirmed).CheckContact(state.Last, plan)) : null;
    }

    private Task<RunSource> DescribeAsync(LiveScan scan, SyncPlan plan) => Task.Run(() => project.Describe(scan.Result.Snapshot, plan));

    private async Task<TransferResult> TransferAsync(
        SyncPlan plan, ContentTurn contents, RunOrigin origin, RunSource source, PhaseClock clock, RunTally tally, IRunObserver observer, CancellationToken cancellation)
    {
        contents.IsAlone = plan.ContentLength < LeastShared;
        var transfer = new PushTransfer(contents, endpoint, options, owner, clock, observer);
        TransferResult result = await transfer.RunAsync(plan, _held, origin, source, cancellation);
        foreach (Difference drift in result.Report.Drift)
        {
            _differences[drift.Path] = drift;
        }

        if (result.Report.Drift.Count == 0)
        {
            tally.Add(plan, result);
            (Baseline, LastRun) = (result.Baseline, result.Report.Run);
            _hasUnmanaged |= result.Plan.Counts.Forgotten > 0;
            Forget(result.Plan, result);
        }

        return result;
    }

    /// <summary>What others' runs changed is told again only when it is something else.</summary>
    private async Task TellKeptAsync(SyncPlan plan, IRunObserver observer, CancellationToken cancellation)
    {
        string[] notes = [.. OthersText.NotesOf(plan, await OthersText.AskAsync(endpoint, plan, cancellation))];
        string told = string.Join('\n', notes);
        if (told == _toldKept)
        {
            return;
        }

        _toldKept = told;
        foreach (string note in notes)
        {
            observer.Note(note);
        }
    }

    private static Snapshot BaselineOf(TargetState state, RememberedTarget? left)
    {
        Snapshot baseline = state.Baseline ?? left?.Seen ?? Snapshot.Absent;
        return left is null ? baseline : SnapshotSharing.Share(baseline, left.Held);
    }

    /// <summary>The first run that compared everything is the first contact; from then on it is known what the project holds.</summary>
    private void Remember(LiveScan scan, long scannedAtNs)
    {
        if (_isFirstContact && !scan.Scope.IsEverything)
        {
            return;
        }

        _isFirstContact = false;
        _scannedAtNs = Math.Min(scannedAtNs, _scannedAtNs ?? scannedAtNs);
        Remembered = new RememberedTarget(Baseline, _held, _scannedAtNs.Value, LastRun);
    }

    /// <summary>What the run put right is no difference any longer.</summary>
    private void Forget(SyncPlan plan, TransferResult result)
    {
        if (_differences.Count == 0)
        {
            return;
        }

        HashSet<RelativePath> failed = [.. result.Report.Problems.Concat(result.Sent.Problems).Select(problem => problem.Path)];
        foreach (Change change in plan.Changes.Where(change => !failed.Contains(change.Path)))
        {
            _differences.Remove(change.Path);
        }

        foreach (EntryEdit edit in plan.Bookkeeping)
        {
            _differences.Remove(edit.Path);
        }
    }

    private async Task ReportAsync(SyncPlan plan, LiveScan scan, IRunObserver observer, CancellationToken cancellation)
    {
        if (scan.Scope.IsEverything)
        {
            await TellKeptAsync(plan, observer, cancellation);
        }

        foreach (Difference difference in plan.Drift)
        {
            observer.DriftFound(difference);
        }

        foreach (Standing conflict in plan.Conflicts)
        {
            observer.DriftFound(new Difference(conflict.Path, conflict.Target, IsManaged: conflict.Baseline.Exists));
        }
    }
}
