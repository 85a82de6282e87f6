using Lockstep.Plan;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Live;

/// <summary>
/// A session that run after run goes through. The target's lock is held for each run alone: others may write in between,
/// which the target notices when the next one begins. It is opened again then, over the same connection, and the run is
/// planned anew.
/// </summary>
internal sealed class LiveTarget : IAsyncDisposable
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

    private readonly SessionContext _context;
    private readonly TargetSession _session;
    private string _toldKept = "";
    private bool _isWholeDue;
    private int _vain;

    private LiveTarget(SessionContext context, TargetSession session) => (_context, _session) = (context, session);

    /// <summary>The session.</summary>
    public TargetSession Session => _session;

    /// <summary>The last run there, of whomever.</summary>
    public long LastRun => _session.Known.LastRun;

    /// <summary>Whether the target itself is looked at before the project is next compared with it as a whole, since somebody may have changed it.</summary>
    public bool IsToBeChecked { get; set; }

    /// <summary>Reaches and opens a target.</summary>
    /// <param name="context">Between whom.</param>
    /// <param name="memory">What is remembered of it.</param>
    /// <param name="patience">How long the host may take to answer; null where somebody may have to type a password first.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<LiveTarget> OpenAsync(
        SessionContext context, KnownTarget memory, TimeSpan? patience, CancellationToken cancellation)
    {
        RememberedTarget? known = memory.Current;
        var opening = new TargetOpening(context, SessionMode.Stay, "watch", memory) { SendsProject = true, Patience = patience };
        opening.Begin(Task.FromResult(known), cancellation);
        TargetSession session = await opening.OpenAsync(known, context.NewRun(), cancellation);
        try
        {
            await ExpectOwnAsync(session);
            return new LiveTarget(context, session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Whether others were at work on the target, so that the project has to be compared with it as a whole. True once.
    /// </summary>
    public bool TakeWholeDue() => (_isWholeDue, _isWholeDue = false).Item1;

    /// <summary>Brings the paths that were looked at in step.</summary>
    /// <param name="scan">The project.</param>
    /// <param name="run">Adds it up.</param>
    /// <param name="cancellation">Stops it, leaving the target consistent.</param>
    /// <returns>The paths that were changed there.</returns>
    public async Task<IReadOnlyList<RelativePath>> PushAsync(LiveScan scan, RunAccount run, CancellationToken cancellation)
    {
        using ContentTurn contents = scan.Turn ?? _context.Project.Contents.AnnounceTurn();

        // What has changed since it was looked at is looked at again.
        contents.IsPassing = path => !_context.Project.Stands(path, scan.Result.Snapshot.Find(path));
        run.Tally.Add(scan.Result);
        foreach (Problem problem in scan.Result.Problems)
        {
            run.Observer.ProblemFound(problem);
        }

        if (IsToBeChecked && scan.Scope.IsEverything)
        {
            await CheckAsync(run.Observer, cancellation);
        }

        for (int attempt = 1; ; attempt++)
        {
            PlannedRun planned = await _session.PlanPushAsync(scan, expected: null, isRetry: attempt > 1, cancellation);
            if (planned.Refusal is not null && await _session.TryRecallAsync(cancellation))
            {
                attempt = 0;
                continue;
            }

            run.Tally.Add(planned.Plan);
            if (planned.Refusal is { } refusal)
            {
                run.Tally.Fail(ExitCode.Refused, refusal);
                return [];
            }

            TransferResult? result = planned.Plan.IsEmpty
                ? null
                : await CarryOutAsync(planned, await _session.DescribeAsync(scan, planned.Plan), contents, run, cancellation);
            if (result is { Report.IsBegun: false })
            {
                await RefreshAsync(run.Observer, cancellation);
                attempt = 0;
                continue;
            }

            bool isDone = result is null or { Report.Drift.Count: 0 };
            if (isDone)
            {
                _session.Known.Hold(result?.Plan ?? planned.Plan, result, scan);
                _isWholeDue &= !scan.Scope.IsEverything;
            }
            else
            {
                await ReadDriftAsync(result!.Report.Drift, run.Observer, cancellation);
            }

            if (isDone || attempt == Attempts)
            {
                Tell(planned, scan, run.Observer);
                if (!isDone)
                {
                    run.Tally.Fail(ExitCode.Refused, DriftText.Of(result!.Report.Drift, RunKind.Watch, _context.Options.Force));
                }

                return result?.Changed ?? [];
            }
        }
    }

    /// <summary>Puts the target back to before its last run; what stands in the way of that refuses it.</summary>
    /// <param name="run">Adds it up.</param>
    /// <param name="cancellation">Stops it, leaving the target consistent.</param>
    /// <returns>The paths that were changed there.</returns>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: the target has no history.</exception>
    public async Task<IReadOnlyList<RelativePath>> UndoAsync(RunAccount run, CancellationToken cancellation)
    {
        while (true)
        {
            // Whose run is the last one now decides what is undone, and whether.
            await RefreshAsync(run.Observer, cancellation);
            PlannedRun? planned = await _session.PlanUndoAsync(new UndoRequest(), run.Observer, cancellation);
            if (planned is null)
            {
                return [];
            }

            run.Tally.Add(planned.Plan);
            if (planned.Refusal is { } refusal)
            {
                run.Tally.Fail(ExitCode.Refused, refusal);
                return [];
            }

            using ContentTurn contents = _context.Project.Contents.AnnounceTurn();
            RunSource source = await UndoPlanning.SourceAsync(_session);
            TransferResult result = await CarryOutAsync(planned, source, contents, run, cancellation);
            if (!result.Report.IsBegun)
            {
                continue;
            }

            if (result.Report.Drift.Count > 0)
            {
                run.Tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, RunKind.Undo, _context.Options.Force));
            }
            else
            {
                _session.Known.HoldUndone(result.Held!);
            }

            return result.Changed;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>A watch does not go on at a target that has become another project's.</summary>
    private static async Task ExpectOwnAsync(TargetSession session)
    {
        if (await session.JudgeProjectAsync() is { } refusal)
        {
            throw new SyncException(ExitCode.Refused, refusal.Message);
        }
    }

    private async Task<TransferResult> CarryOutAsync(
        PlannedRun planned, RunSource source, ContentTurn contents, RunAccount run, CancellationToken cancellation)
    {
        contents.IsAlone = planned.Plan.ContentLength < LeastShared;
        TransferResult result = await _session.CarryOutAsync(planned, source, contents, run, cancellation);
        if (result.Report is { IsBegun: true, Drift.Count: 0 })
        {
            run.Tally.Add(planned.Plan, result);
            _vain = 0;
        }

        return result;
    }

    /// <summary>Opens the target again, since others may have been at work there.</summary>
    private async Task RefreshAsync(IRunObserver observer, CancellationToken cancellation)
    {
        bool? areRunsOwn = await _session.RefreshAsync(cancellation);
        await ExpectOwnAsync(_session);
        IsToBeChecked = false;
        _vain = areRunsOwn is null ? _vain + 1 : 0;
        if (_vain > MostVain)
        {
            throw new SyncException(
                ExitCode.SyncFailed,
                $"the target said {_vain} times that another command came first, and no run came of it. Look who is at work there with 'lockstep status'.");
        }

        if (areRunsOwn == false)
        {
            (_isWholeDue, _toldKept) = (true, "");
        }
        else if (areRunsOwn == true && _session.State.Last is { Origin.Kind: RunKind.Undo } undo)
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
            _session.Known.Add(await _session.Endpoint.ProbeAsync(unmanaged, cancellation));
        }
    }

    /// <summary>Finds what somebody changed on the target, and what is as it should be again.</summary>
    private async Task CheckAsync(IRunObserver observer, CancellationToken cancellation)
    {
        DriftReply found = await _session.Endpoint.CheckAsync(cancellation);
        if (!found.IsCurrent)
        {
            await RefreshAsync(observer, cancellation);
            return;
        }

        _session.Known.Replace(found);
        IsToBeChecked = false;
        foreach (string note in found.Notes)
        {
            observer.Note(note);
        }
    }

    /// <summary>Tells what stays as others put it. Runs are told again only when they are others than before.</summary>
    private void Tell(PlannedRun planned, LiveScan scan, IRunObserver observer)
    {
        string[] notes = scan.Scope.IsEverything ? [.. OthersText.NotesOf(planned.Plan, planned.Who)] : [];
        string told = string.Join('\n', notes);
        if (scan.Scope.IsEverything && told != _toldKept)
        {
            _toldKept = told;
            foreach (string note in notes)
            {
                observer.Note(note);
            }
        }

        planned.TellDrift(observer);
    }
}
