using Lockstep.Plan;
using Lockstep.Sessions.Claiming;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Live;

/// <summary>
/// An open target that run after run goes to. Its lock is held for each run alone: others may write in between, which
/// the target notices when the next one begins. It is opened again then, over the same connection, and the run is
/// planned anew.
/// </summary>
/// <param name="project">What goes there.</param>
/// <param name="opening">Opens it again.</param>
/// <param name="endpoint">The target.</param>
/// <param name="opened">What it answered when it was opened.</param>
/// <param name="options">How it is pushed.</param>
/// <param name="owner">Who pushes.</param>
internal sealed class LiveTarget(
    ProjectView project, TargetOpening opening, IEndpoint endpoint, OpenedTarget opened, PushOptions options, string owner) : IAsyncDisposable
{
    /// <summary>How often a plan is made anew because somebody changed the target under it.</summary>
    private const int Attempts = 3;

    /// <summary>
    /// How often a target may say that another command was at work there, without a run that came of it, before it is
    /// not believed.
    /// </summary>
    private const int MostVain = 20;

    /// <summary>So little content, in bytes, each target reads for itself: that takes less time than to agree about it.</summary>
    private const int LeastShared = 256 << 10;

    private TargetKnowledge _known = new(opened.State, opened.Left);
    private string _toldKept = "";
    private bool _isWholeDue;
    private int _vain;

    /// <summary>What was last put there.</summary>
    public Snapshot Baseline => _known.Baseline;

    /// <summary>The last run there, of whomever.</summary>
    public long LastRun => _known.LastRun;

    /// <summary>What the project remembers of the target; null before the first push.</summary>
    public RememberedTarget? Remembered => _known.Remembered;

    /// <summary>Whether the target itself is looked at before the project is next compared with it as a whole, since somebody may have changed it.</summary>
    public bool IsToBeChecked { get; set; }

    /// <summary>What it answered when it was opened.</summary>
    public TargetState State => opened.State;

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
        var opening = new TargetOpening(project, target, client);
        IEndpoint endpoint = await opening.ConnectAsync(patience, cancellation);
        try
        {
            OpenedTarget opened = await opening.OpenAsync(endpoint, known, target.Options.LockPatience, cancellation);
            return new LiveTarget(project, opening, endpoint, opened, target.Options, client.Owner);
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Whether others were at work on the target, so that the project has to be compared with it as a whole. True once.
    /// </summary>
    public bool TakeWholeDue() => (_isWholeDue, _isWholeDue = false).Item1;

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
            if (plan.Refusal is not null && await TryRecallAsync(cancellation))
            {
                attempt = 0;
                continue;
            }

            tally.Add(plan);
            if (plan.Refusal is not null)
            {
                tally.Fail(ExitCode.Refused, OthersText.RefusalOf(plan, await OthersText.AskAsync(endpoint, plan, cancellation))!);
                return [];
            }

            TransferResult? result = plan.IsEmpty ? null : await TransferAsync(plan, contents, new RunOrigin(RunKind.Watch), await DescribeAsync(scan, plan), clock, tally, observer, cancellation);
            if (result is { Report.IsBegun: false })
            {
                await RefreshAsync(observer, cancellation);
                attempt = 0;
                continue;
            }

            bool isDone = result is null or { Report.Drift.Count: 0 };
            if (isDone)
            {
                _known.Hold(result?.Held ?? plan.HeldAfter(_known.Held, index => plan.Changes[index].After, []), scan, scannedAtNs);
                _isWholeDue &= !scan.Scope.IsEverything;
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
                    tally.Fail(ExitCode.Refused, DriftText.Of(result!.Report.Drift, RunKind.Watch, options.Force));
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
        while (true)
        {
            // Whose run is the last one now decides what is undone, and whether.
            await RefreshAsync(observer, cancellation);
            if (await TryUndoAsync(clock, tally, observer, cancellation) is { } changed)
            {
                return changed;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => endpoint.DisposeAsync();

    /// <summary>Undoes the last run; null where another command was at work meanwhile.</summary>
    private async Task<IReadOnlyList<RelativePath>?> TryUndoAsync(PhaseClock clock, RunTally tally, IRunObserver observer, CancellationToken cancellation)
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
        TargetState now = _known.State with { Drift = _known.Differences, HasUnmanaged = true };
        SyncPlan plan = await new UndoPlanner(endpoint, options).PlanAsync(now, Baseline, past.Entries, [], cancellation);
        tally.Add(plan);
        if (UndoText.RefusalOf(plan) is { } refusal)
        {
            tally.Fail(ExitCode.Refused, refusal);
            return [];
        }

        if (UndoText.OfNothing(plan, [last], history.Runs) is { } nothing)
        {
            observer.Note(nothing);
            return [];
        }

        using ContentTurn contents = project.Contents.AnnounceTurn();
        RunSource source = project.Source.Identify().Unclean with { Commit = "", Branch = "" };
        plan = await OwnRuns.TellOthersAsync(endpoint, plan, [last], source, owner, cancellation);
        TransferResult result = await TransferAsync(plan, contents, new RunOrigin(RunKind.Undo, last.Run), source, clock, tally, observer, cancellation);
        if (!result.Report.IsBegun)
        {
            return null;
        }

        if (result.Report.Drift.Count > 0)
        {
            tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, RunKind.Undo, options.Force));
        }
        else
        {
            _known.HoldUndone(result.Held!);
        }

        return result.Changed;
    }

    /// <summary>
    /// Takes what another command remembers of the target by now, as after the pull that a refused first contact
    /// advises.
    /// </summary>
    /// <returns>Whether this is no first contact any more.</returns>
    private async Task<bool> TryRecallAsync(CancellationToken cancellation)
    {
        if (!_known.IsFirstContact || await opening.RecallAsync() is not { } left)
        {
            return false;
        }

        OpenedTarget now = await opening.OpenAsync(endpoint, left, Timeout.InfiniteTimeSpan, cancellation);
        _known = new TargetKnowledge(now.State, now.Left);
        return !_known.IsFirstContact;
    }

    /// <summary>Opens the target again, since others may have been at work there; waits until nobody is.</summary>
    private async Task RefreshAsync(IRunObserver observer, CancellationToken cancellation)
    {
        long before = LastRun;
        RememberedTarget? known = Remembered is { } remembered ? remembered with { Seen = Baseline } : null;
        OpenedTarget now = await opening.OpenAsync(endpoint, known, Timeout.InfiniteTimeSpan, cancellation);
        _known = new TargetKnowledge(now.State, now.Left);
        IsToBeChecked = false;
        _vain = LastRun > before ? 0 : _vain + 1;
        if (_vain > MostVain)
        {
            throw new SyncException(
                ExitCode.SyncFailed,
                $"the target said {_vain} times that another command came first, and no run came of it. Look who is at work there with 'lockstep status'.");
        }

        if (LastRun > before && !now.AreRunsOwn)
        {
            (_isWholeDue, _toldKept) = (true, "");
        }
        else if (LastRun > before && now.State.Last is { Origin.Kind: RunKind.Undo } undo)
        {
            observer.Note($"run {undo.Run}, an undo of your own, was made beside this watch: what it undid is sent again when it is saved, or when you sync");
        }
    }

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
            _known.Add(await endpoint.ProbeAsync(unmanaged, cancellation));
        }
    }

    /// <summary>Finds what somebody changed on the target, and what is as it should be again.</summary>
    private async Task CheckAsync(IRunObserver observer, CancellationToken cancellation)
    {
        DriftReply found = await endpoint.CheckAsync(cancellation);
        if (!found.IsCurrent)
        {
            await RefreshAsync(observer, cancellation);
            return;
        }

        _known.Replace(found);
        IsToBeChecked = false;
        foreach (string note in found.Notes)
        {
            observer.Note(note);
        }
    }

    private Task<SyncPlan> PlanAsync(LiveScan scan, long scannedAtNs, bool isRetry, CancellationToken cancellation) =>
        new PushPlanner(project, endpoint, options, owner) { Probed = _known.Add }
            .PlanAsync(_known.InputOf(scan, scannedAtNs, options, isRetry), cancellation);

    private async Task<Refusal?> JudgeContactAsync(SyncPlan plan)
    {
        bool isToBeJudged = _known.IsFirstContact && !plan.IsEmpty;
        return isToBeJudged ? await Task.Run(() => new TargetClaim(project.Source, options.Confirmed).CheckContact(_known.State.Last, plan)) : null;
    }

    private Task<RunSource> DescribeAsync(LiveScan scan, SyncPlan plan) => Task.Run(() => project.Describe(scan.Result.Snapshot, plan));

    private async Task<TransferResult> TransferAsync(
        SyncPlan plan, ContentTurn contents, RunOrigin origin, RunSource source, PhaseClock clock, RunTally tally, IRunObserver observer, CancellationToken cancellation)
    {
        contents.IsAlone = plan.ContentLength < LeastShared;
        var transfer = new PushTransfer(contents, endpoint, options, owner, clock, observer);
        TransferResult result = await transfer.RunAsync(plan, _known.Held, origin, source, cancellation);
        _known.Add(result.Report.Drift);
        if (result.Report is { IsBegun: true, Drift.Count: 0 })
        {
            tally.Add(plan, result);
            _known.Take(result);
            _vain = 0;
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
