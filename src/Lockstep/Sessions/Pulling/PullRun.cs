using System.Text;
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
internal sealed class PullRun(ProjectView project, PushTarget target, PullOptions options, ClientContext client, IRunObserver observer)
{
    private readonly TargetMemory _memory = new(client.MemoryDirectory);
    private readonly string _identity = RememberedTarget.IdentityOf(project.Project, target);
    private readonly PhaseClock _clock = new(observer);
    private readonly RunTally _tally = new(target.Name);

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _tally.ConcludeAsync(() => ExecuteAsync(cancellation), _clock);

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        RememberedTarget? left = _memory.Load(_identity);
        await using IEndpoint there = await ConnectAsync(cancellation);
        try
        {
            TargetState state = await OpenAsync(there, left, cancellation);
            (state, left) = await Recollection.JudgeAsync(
                there, state, left, project.Source.Identify(), client.Owner, cancellation);
            await using var here = new LocalEndpoint(client.OptionsOfProject);
            TargetState own = await OpenProjectAsync(here, cancellation);
            left = await MeetAsync(state, left, cancellation);
            PullPlan pull = await PlanAsync(there, state, left, here, own, cancellation);
            left = Agree(state, left, pull);
            if (pull.Refusal is { } refusal)
            {
                _tally.Fail(ExitCode.Refused, refusal.Message);
            }
            else if (!options.IsDryRun && pull.Plan.Changes.Any(change => !change.IsHousekeeping))
            {
                await CarryOutAsync(there, state, left, here, own, pull, cancellation);
            }
        }
        finally
        {
            _tally.Add(there.Transported);
        }
    }

    private async Task<IEndpoint> ConnectAsync(CancellationToken cancellation)
    {
        using (_clock.Start(Phase.Connect))
        {
            return await client.ConnectAsync(target, new PushOptions(), observer, cancellation);
        }
    }

    private async Task<TargetState> OpenAsync(IEndpoint there, RememberedTarget? left, CancellationToken cancellation)
    {
        using (_clock.Time(Phase.Connect))
        {
            SnapshotDigest known = left?.Seen.Digest ?? SnapshotDigest.None;
            var request = new OpenRequest(target.Root, IsPreview: true, known, client.Owner) { KnownEntries = left?.Seen.Count ?? 0 };
            TargetState state = await there.OpenAsync(request, cancellation);
            Inspection inspection = await there.InspectAsync(cancellation);
            if (inspection.IsInterrupted)
            {
                throw new SyncException(ExitCode.Refused, inspection.Holder.Length > 0
                    ? $"a run is being put in place on the target by {inspection.Holder}. Nothing was changed; pull again when it is done."
                    : "a run on the target was interrupted while it was put in place, so half of it would look like somebody's changes. Nothing was changed. "
                        + "'lockstep push' finishes it; pull again then.");
            }

            if (state.Drift is [{ Path.IsRoot: true, Actual.Exists: false }, ..])
            {
                throw new SyncException(ExitCode.Refused, "the target's root is not there any more, and pulling that would empty the project. Nothing was changed. 'lockstep push' puts it there again.");
            }

            if (state is { LastRun: 0, Drift.Count: 0 } && options.Paths.Count == 0)
            {
                throw new SyncException(
                    ExitCode.Usage, "nothing was ever pushed there, so nothing can have been changed since. Check the target's path, or name what to bring: 'lockstep pull TARGET PATH'.");
            }

            foreach (string note in state.Notes)
            {
                observer.Note(note);
            }

            return state;
        }
    }

    /// <summary>Opens the project as a target is opened: its lock is taken, and a pull that was interrupted there is finished first.</summary>
    private async Task<TargetState> OpenProjectAsync(LocalEndpoint here, CancellationToken cancellation)
    {
        _clock.Announce(Phase.Scan);
        using (_clock.Time(Phase.Scan))
        {
            byte[] root = Encoding.UTF8.GetBytes(project.Project.Directory);
            TargetState own = await here.OpenAsync(new OpenRequest(root, options.IsDryRun, SnapshotDigest.None, client.Owner) { Purpose = ClientContext.PurposeOf("pull") }, cancellation);
            foreach (string note in own.Notes)
            {
                observer.Note($"in the project: {note}");
            }

            return own;
        }
    }

    /// <summary>
    /// Has a project that remembers nothing of a target with runs remember what both have in common, whatever comes of
    /// the pull: the next push is no first contact any more.
    /// </summary>
    private async Task<RememberedTarget?> MeetAsync(
        TargetState state, RememberedTarget? left, CancellationToken cancellation)
    {
        if (state.LastRun == 0 || left is not null)
        {
            return left;
        }

        using (_clock.Time(Phase.Scan))
        {
            Snapshot baseline = state.Baseline ?? Snapshot.Absent;
            RememberedTarget met = await CommonGround.FindAsync(project, state, baseline, cancellation);
            Keep(met);
            return met;
        }
    }

    /// <summary>
    /// Has the project hold what both sides came to by themselves, as where both deleted a file: what another client makes of it later is a change there alone.
    /// </summary>
    private RememberedTarget? Agree(TargetState state, RememberedTarget? left, PullPlan pull)
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
        if (!options.IsDryRun && _memory.Save(_identity, remembered) is { } reason)
        {
            observer.Note(reason);
        }
    }

    private async Task<PullPlan> PlanAsync(
        IEndpoint there, TargetState state, RememberedTarget? left, LocalEndpoint here, TargetState own, CancellationToken cancellation)
    {
        using (_clock.Start(Phase.Compare))
        {
            var planner = new PullPlanner(project, there, target.Name, here, options, observer);
            Snapshot baseline = state.Baseline ?? left?.Seen ?? Snapshot.Absent;
            Snapshot held = left?.Held ?? baseline;
            PullPlan pull = await planner.PlanAsync(state, baseline, held, own, cancellation);
            foreach (Problem problem in planner.Problems)
            {
                observer.ProblemFound(problem);
            }

            foreach (Standing conflict in pull.Plan.Conflicts)
            {
                observer.DriftFound(new Difference(conflict.Path, conflict.Target, IsManaged: conflict.Baseline.Exists));
            }

            _tally.Add(pull.Plan, pull.Compared, planner.Problems);
            observer.Planned(new RunPreview(pull.Plan.Changes, _tally.Unchanged, pull.Plan.ContentLength, pull.Refusal?.Message));
            return pull;
        }
    }

    private async Task CarryOutAsync(IEndpoint there, TargetState state, RememberedTarget? left, LocalEndpoint here, TargetState own, PullPlan pull, CancellationToken cancellation)
    {
        var transfer = new PullTransfer(there, here, options, client.Owner, _clock, observer);
        PullResult result = await transfer.RunAsync(pull, own.Digest, cancellation);
        _tally.Add(pull.Plan, result.Report, result.Missed, result.ContentBytes);
        if (result.Report.Drift.Count > 0)
        {
            _tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, RunKind.Pull, options.Force));
        }
        else if (left is not null)
        {
            HashSet<RelativePath> failed = [.. result.Missed.Concat(result.Report.Problems).Select(problem => problem.Path), .. result.Report.Kept];
            Keep(await PulledEntries.HoldAsync(left, state, pull.Plan, failed, here, cancellation));
        }
    }
}
