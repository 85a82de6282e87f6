using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pulling;

/// <summary>
/// One pull from one target: open both sides, plan, fetch, commit in the project. The target is only read, and without its lock; the project is staged and
/// committed as a target is by a push.
/// </summary>
/// <param name="context">Between whom.</param>
/// <param name="options">What is pulled, and how.</param>
internal sealed class PullRun(SessionContext context, PullOptions options)
{
    private readonly RunAccount _account = context.NewRun();
    private readonly KnownTarget _memory = context.NewMemory();

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _account.ConcludeAsync(() => ExecuteAsync(cancellation));

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        var opening = new TargetOpening(context, SessionMode.Look, "pull", _memory);
        Task<RememberedTarget?> recalling = Task.Run(_memory.Load, CancellationToken.None);
        opening.Begin(recalling, cancellation);
        await using TargetSession there = await opening.OpenAsync(await recalling, _account, cancellation);
        await CheckAsync(there, isUsual: options is { Paths.Count: 0, BringsNew: false }, cancellation);
        await using var here = new LocalEndpoint(context.Client.OptionsOfProject);
        TargetState own = await OpenProjectAsync(here, cancellation);
        RememberedTarget? left = await MeetAsync(there, cancellation);
        PullPlan pull = await PlanAsync(there, left, here, own, cancellation);
        left = Agree(left, pull);
        if (pull.Refusal is { } refusal)
        {
            _account.Tally.Fail(ExitCode.Refused, refusal.Message);
        }
        else if (!options.IsDryRun && pull.Plan.Changes.Any(change => !change.IsHousekeeping))
        {
            await CarryOutAsync(there, left, here, own, pull, cancellation);
        }
    }

    /// <summary>Sees to it that what stands there is a state that a run has left.</summary>
    /// <param name="there">The target.</param>
    /// <param name="isUsual">Whether only what was changed there is asked for.</param>
    /// <param name="cancellation">Ends the asking.</param>
    private static async Task CheckAsync(TargetSession there, bool isUsual, CancellationToken cancellation)
    {
        Inspection inspection = await there.Endpoint.InspectAsync(cancellation);
        if (inspection.IsInterrupted)
        {
            throw new SyncException(ExitCode.Refused, inspection.Holder.Length > 0
                ? $"a run is being put in place on the target by {inspection.Holder}. Nothing was changed; pull again when it is done."
                : "a run on the target was interrupted while it was put in place, so half of it would look like somebody's changes. Nothing was changed. "
                    + "'lockstep push' finishes it; pull again then.");
        }

        if (there.State.Drift is [{ Path.IsRoot: true, Actual.Exists: false }, ..])
        {
            throw new SyncException(ExitCode.Refused, "the target's root is not there any more, and pulling that would empty the project. Nothing was changed. 'lockstep push' puts it there again.");
        }

        if (there.State is { LastRun: 0, Drift.Count: 0 } && isUsual)
        {
            throw new SyncException(
                ExitCode.Usage, "nothing was ever pushed there, so nothing can have been changed since. Check the target's path, or name what to bring: 'lockstep pull TARGET PATH', or --new for all of it.");
        }
    }

    /// <summary>Opens the project as a target is opened: its lock is taken, and a pull that was interrupted there is finished first.</summary>
    private async Task<TargetState> OpenProjectAsync(LocalEndpoint here, CancellationToken cancellation)
    {
        _account.Clock.Announce(Phase.Scan);
        using (_account.Clock.Time(Phase.Scan))
        {
            byte[] root = NamedPlace.BytesOf(context.Project.Project.Directory);
            TargetState own = await here.OpenAsync(new OpenRequest(root, options.IsDryRun, SnapshotDigest.None, context.Client.Owner) { Purpose = ClientContext.PurposeOf("pull") }, cancellation);
            foreach (string note in own.Notes)
            {
                _account.Observer.Note($"in the project: {note}");
            }

            return own;
        }
    }

    /// <summary>
    /// Has a project that remembers nothing of a target with runs remember what both have in common, whatever comes of
    /// the pull: the next push is no first contact any more.
    /// </summary>
    private async Task<RememberedTarget?> MeetAsync(TargetSession there, CancellationToken cancellation)
    {
        if (!there.Known.IsFirstContact)
        {
            return there.Known.Remembered;
        }

        using (_account.Clock.Time(Phase.Scan))
        {
            RememberedTarget met = await CommonGround.FindAsync(context.Project, there.State, there.Known.Baseline, cancellation);
            Keep(met);
            return met;
        }
    }

    /// <summary>
    /// Has the project hold what both sides came to by themselves, as where both deleted a file: what another client makes of it later is a change there alone.
    /// </summary>
    private RememberedTarget? Agree(RememberedTarget? left, PullPlan pull)
    {
        if (left is null || pull.Agreed.Count == 0)
        {
            return left;
        }

        RememberedTarget agreed = left with { Held = left.Held.With(StandingEdits.Of(left.Held, pull.Agreed)) };
        Keep(agreed);
        return agreed;
    }

    private void Keep(RememberedTarget remembered)
    {
        _memory.Current = remembered;
        if (!options.IsDryRun && _memory.Keep() is { } reason)
        {
            _account.Observer.Note(reason);
        }
    }

    private async Task<PullPlan> PlanAsync(
        TargetSession there, RememberedTarget? left, LocalEndpoint here, TargetState own, CancellationToken cancellation)
    {
        using (_account.Clock.Start(Phase.Compare))
        {
            var planner = new PullPlanner(context.Project, there.Endpoint, context.Target.Name, here, options, _account.Observer);
            Snapshot baseline = there.Known.Baseline;
            PullPlan pull = await planner.PlanAsync(there.State, baseline, left?.Held ?? baseline, own, cancellation);
            foreach (Problem problem in planner.Problems)
            {
                _account.Observer.ProblemFound(problem);
            }

            new PlannedRun(pull.Plan, new RunOrigin(RunKind.Pull)).TellConflicts(_account.Observer);
            _account.Tally.Add(pull.Plan, pull.Compared, planner.Problems);
            _account.Observer.Planned(new RunPreview(pull.Plan.Changes, _account.Tally.Unchanged, pull.Plan.ContentLength, pull.Refusal?.Message));
            return pull;
        }
    }

    private async Task CarryOutAsync(
        TargetSession there, RememberedTarget? left, LocalEndpoint here, TargetState own, PullPlan pull, CancellationToken cancellation)
    {
        var transfer = new PullTransfer(there.Endpoint, here, options, context.Client.Owner, _account.Clock, _account.Observer);
        PullResult result = await transfer.RunAsync(pull, own.Digest, cancellation);
        _account.Tally.Add(pull.Plan, result.Report, result.Missed, result.ContentBytes);
        if (result.Report.Drift.Count > 0)
        {
            _account.Tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, RunKind.Pull, options.Force));
        }
        else if (left is not null)
        {
            HashSet<RelativePath> failed = [.. result.Missed.Concat(result.Report.Problems).Select(problem => problem.Path), .. result.Report.Kept];
            Keep(await PulledEntries.HoldAsync(left, there.State, pull.Plan, failed, here, cancellation));
        }
    }
}
