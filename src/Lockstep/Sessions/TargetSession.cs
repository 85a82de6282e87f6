using Lockstep.Plan;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Sessions.Undoing;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions;

/// <summary>
/// A session with a target: opened once (<see cref="TargetOpening"/>), then any number of plans, runs, commands and looks,
/// then closed. Every verb is made of these; it holds what is known of the target. Not for several threads, but for
/// commands, which may run beside everything else.
/// </summary>
internal sealed class TargetSession : IAsyncDisposable
{
    private readonly SessionContext _context;
    private readonly TargetOpening _opening;
    private readonly PushPlanner _planner;

    /// <summary>A session with a target that was opened.</summary>
    public TargetSession(TargetOpening opening, IEndpoint endpoint, OpenedTarget opened)
    {
        (_context, _opening, Endpoint) = (opening.Context, opening, endpoint);
        Known = new TargetKnowledge(opened.State, opened.Left);
        _planner = new PushPlanner(_context.Project, endpoint, _context.Options, _context.Client.Owner) { Probed = found => Known.Add(found) };
    }

    /// <summary>The target itself.</summary>
    public IEndpoint Endpoint { get; }

    /// <summary>What is known of it.</summary>
    public TargetKnowledge Known { get; private set; }

    /// <summary>What it answered when it was opened last.</summary>
    public TargetState State => Known.State;

    /// <summary>Where the tree of the last run of this session came from; null before one.</summary>
    public RunSource? Made { get; private set; }

    /// <summary>Completes when the connection is lost.</summary>
    public Task Lost => Endpoint.Lost;

    /// <summary>Which project is at work; without whether its tree is a commit's.</summary>
    public Task<RunSource> IdentifyAsync() => _opening.IdentifyAsync();

    /// <summary>Makes the plan of a push.</summary>
    /// <param name="scan">What was found in the project.</param>
    /// <param name="expected">What was planned while the target was being reached; null for nothing.</param>
    /// <param name="isRetry">Whether the target has refused an earlier plan of this.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<PlannedRun> PlanPushAsync(
        ScopedScan scan, ExpectedPlan? expected, bool isRetry, CancellationToken cancellation)
    {
        SyncPlan plan = expected is not null && Known.IsAsExpected(expected)
            ? await _planner.PlanExpectedAsync(expected, State.MayHaveUnmanaged, cancellation)
            : await _planner.PlanAsync(await InputOfAsync(scan, isRetry), cancellation);
        plan = plan.RefusedFor(await JudgePushAsync(plan));
        IReadOnlyList<RunAttribution> who = await OthersText.AskAsync(Endpoint, plan, cancellation);
        return new PlannedRun(plan, new RunOrigin(_opening.Mode == SessionMode.Stay ? RunKind.Watch : RunKind.Push))
        {
            Who = who,
            Refusal = OthersText.RefusalOf(plan, who),
        };
    }

    /// <summary>Makes the plan of an undo; null where no run changed the target since then.</summary>
    /// <param name="request">What is undone.</param>
    /// <param name="observer">Is told what is.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="SyncException"><see cref="ExitCode.Usage"/>: the target has no such history.</exception>
    public Task<PlannedRun?> PlanUndoAsync(UndoRequest request, IRunObserver observer, CancellationToken cancellation) =>
        new UndoPlanning(_context, this, observer).PlanAsync(request, cancellation);

    /// <summary>Says why the target is not this project's to change; null when it is.</summary>
    public async Task<Refusal?> JudgeProjectAsync()
    {
        RunSource ours = await IdentifyAsync();
        return await Task.Run(() => _context.Claim.CheckProject(ours, State.Last));
    }

    /// <summary>Says where a push's tree comes from. Whether it is a commit's takes a look at git's index, which only a run is worth.</summary>
    public Task<RunSource> DescribeAsync(ScopedScan scan, SyncPlan plan) =>
        Task.Run(() => _context.Project.Describe(scan.Result.Snapshot, plan));

    /// <summary>Carries a plan out: announces the run, sends the contents, commits.</summary>
    /// <param name="planned">The plan; not refused.</param>
    /// <param name="source">Where its tree comes from.</param>
    /// <param name="contents">Sends the contents.</param>
    /// <param name="run">Times it.</param>
    /// <param name="cancellation">Stops it, leaving the target consistent.</param>
    public async Task<TransferResult> CarryOutAsync(
        PlannedRun planned, RunSource source, ContentTurn contents, RunAccount run, CancellationToken cancellation)
    {
        var transfer = new PushTransfer(contents, Endpoint, _context.Options, _context.Client.Owner, run.Clock, run.Observer);
        TransferResult result = await transfer.RunAsync(planned.Plan, Known.Held, planned.Origin, source, cancellation);
        Known.Add(result.Report.Drift);
        if (result.Report is { IsBegun: true, Drift.Count: 0 })
        {
            Known.Take(result);
            Made = source;
        }

        return result;
    }

    /// <summary>
    /// Where there is nothing to do, what an interrupted run staged is for nobody any more, and the target may learn
    /// which commit its last run has left.
    /// </summary>
    public async Task MakeNoRunAsync(PlannedRun planned, RunSource source, CancellationToken cancellation)
    {
        PushOptions options = _context.Options;
        var request = new RunRequest(planned.Plan.Baseline.Digest, [], [], options.Disposable, _context.Client.Owner, options.Retention)
        {
            Origin = planned.Origin,
            Source = source,
        };
        await Endpoint.BeginAsync(request, cancellation);
        await Endpoint.CommitAsync(cancellation);
    }

    /// <summary>What a command on the target is told of the project and its last run.</summary>
    public async Task<RunVariables> VariablesAsync()
    {
        RunSource ours = await Task.Run(_context.Project.Source.Identify);
        RunSource? left = Made ?? (State.Last is { } last && last.Run == Known.LastRun ? last.Source : null);
        bool isClean = left is { IsClean: true } && left.IsOfProject(ours) && left.Commit == ours.Commit;
        string tag = await Task.Run(() => _context.Project.Source.FindTag(ours.Commit));
        return new RunVariables(_context.Target.Name, Known.LastRun, ours with { IsClean = isClean }, tag);
    }

    /// <summary>Opens the target again, since others may have been at work there; waits until nobody is.</summary>
    /// <returns>Whether all runs since then were this checkout's own; null where there was none.</returns>
    public async Task<bool?> RefreshAsync(CancellationToken cancellation)
    {
        long before = Known.LastRun;
        RememberedTarget? known = Known.Remembered is { } remembered ? remembered with { Seen = Known.Baseline } : null;
        OpenedTarget now = await _opening.OpenAgainAsync(Endpoint, known, cancellation);
        Known = new TargetKnowledge(now.State, now.Left);
        return Known.LastRun > before ? now.AreRunsOwn : null;
    }

    /// <summary>
    /// Takes what another command remembers of the target by now, as after the pull that a refused first contact advises.
    /// </summary>
    /// <returns>Whether this is no first contact any more.</returns>
    public async Task<bool> TryRecallAsync(CancellationToken cancellation)
    {
        if (!Known.IsFirstContact || await _opening.RecallAsync() is not { } left)
        {
            return false;
        }

        OpenedTarget now = await _opening.OpenAgainAsync(Endpoint, left, cancellation);
        Known = new TargetKnowledge(now.State, now.Left);
        return !Known.IsFirstContact;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();

    /// <summary>At a first contact nothing is known of what is here but what git knows of it: the rest is read.</summary>
    private async Task<PlanInput> InputOfAsync(ScopedScan scan, bool isRetry)
    {
        PlanInput input = Known.InputOf(scan, _context.Options, isRetry);
        input = input with { Options = input.Options with { SparesConflicts = _opening.Mode == SessionMode.Stay } };
        return Known.IsFirstContact
            ? input with { Project = await Task.Run(() => _context.Project.Source.FillVouched(input.Project, input.Baseline, State.Last?.Source)) }
            : input;
    }

    private async Task<Refusal?> JudgePushAsync(SyncPlan plan)
    {
        bool isContact = Known.IsFirstContact;
        return await JudgeProjectAsync() ?? (isContact ? await Task.Run(() => _context.Claim.CheckContact(State.Last, plan)) : null);
    }
}
