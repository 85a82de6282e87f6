using Lockstep.Plan;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Pushing;

/// <summary>One push to one target: scan and open at once, plan, transfer and commit, deploy. Each step hands its result to the next.</summary>
/// <param name="project">The project.</param>
/// <param name="target">Where it goes.</param>
/// <param name="options">How.</param>
/// <param name="client">What the client brings along.</param>
/// <param name="observer">Is told how it goes.</param>
/// <param name="inspect">Looks closer at the plan of a dry run; null for nobody.</param>
internal sealed class PushRun(
    ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer, PlanInspection? inspect = null)
{
    private readonly PhaseClock _clock = new(observer);
    private readonly BaselineCache _baselines = new(client.BaselineDirectory);
    private readonly RunTally _tally = new(target.Name);

    /// <summary>Whether it came as far as a plan, refused or not.</summary>
    public bool WasPlanned { get; private set; }

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _tally.ConcludeAsync(() => ExecuteAsync(cancellation), _clock);

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        if (await project.FinishInterruptedAsync(client.Owner, options.IsDryRun) is { } note)
        {
            observer.Note(note);
        }

        Task<ProjectScan> scanning = ScanAsync();
        CachedBaseline? cached = _baselines.Load(target.Identity);
        await using IEndpoint endpoint = await ConnectAsync(cancellation);
        try
        {
            TargetState state = await OpenAsync(endpoint, cached, cancellation);
            _clock.Announce(Phase.Scan);
            ProjectScan scan = await scanning.WaitAsync(cancellation);
            _tally.Add(scan.Result);
            SyncPlan plan = await PlanAsync(endpoint, state, cached, scan, cancellation);
            WasPlanned = true;
            if (options.IsDryRun && inspect is not null)
            {
                await inspect(new InspectedPlan(plan, scan, state, endpoint), cancellation);
            }

            if (plan.Refusal is { } refusal)
            {
                _tally.Fail(ExitCode.Refused, refusal.Message);
            }
            else if (!options.IsDryRun)
            {
                await CarryOutAsync(endpoint, state, plan, scan, cancellation);
            }
        }
        finally
        {
            _tally.Add(endpoint.Transported);
        }
    }

    private async Task<ProjectScan> ScanAsync()
    {
        using (_clock.Time(Phase.Scan))
        {
            return await project.ScanAsync();
        }
    }

    private async Task<IEndpoint> ConnectAsync(CancellationToken cancellation)
    {
        using (_clock.Start(Phase.Connect))
        {
            return await client.ConnectAsync(target, options, observer, cancellation);
        }
    }

    private async Task<TargetState> OpenAsync(IEndpoint endpoint, CachedBaseline? cached, CancellationToken cancellation)
    {
        using (_clock.Time(Phase.Connect))
        {
            SnapshotDigest known = cached?.Snapshot.Digest ?? SnapshotDigest.None;
            TargetState state = await endpoint.OpenAsync(new OpenRequest(target.Root, options.IsDryRun, known, client.Owner), cancellation);
            foreach (string note in state.Notes)
            {
                observer.Note(note);
            }

            return state;
        }
    }

    private async Task<SyncPlan> PlanAsync(IEndpoint endpoint, TargetState state, CachedBaseline? cached, ProjectScan scan, CancellationToken cancellation)
    {
        using (_clock.Start(Phase.Compare))
        {
            var planner = new PushPlanner(project, endpoint, options);
            SyncPlan plan = await planner.PlanAsync(scan, state, cached, cancellation);
            _tally.Add(plan);
            foreach (Problem problem in scan.Result.Problems)
            {
                observer.ProblemFound(problem);
            }

            foreach (Difference difference in plan.Drift)
            {
                observer.DriftFound(difference);
            }

            foreach (Standing conflict in plan.Conflicts)
            {
                observer.DriftFound(new Difference(conflict.Path, conflict.Target, IsManaged: conflict.Baseline.Exists));
            }

            observer.Planned(new RunPreview(plan.Changes, plan.Counts.Unchanged, plan.ContentLength, plan.Refusal?.Message));
            return plan;
        }
    }

    private async Task CarryOutAsync(IEndpoint endpoint, TargetState state, SyncPlan plan, ProjectScan scan, CancellationToken cancellation)
    {
        Snapshot baseline = plan.Baseline;
        IReadOnlyList<RelativePath> changed = [];
        if (!plan.IsEmpty)
        {
            var transfer = new PushTransfer(project, endpoint, options, client.Owner, _clock, observer);
            TransferResult result = await transfer.RunAsync(plan, cancellation);
            _tally.Add(plan, result);
            if (result.Report.Drift.Count > 0)
            {
                _tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift));
                return;
            }

            (baseline, changed) = (result.Baseline, result.Changed);
        }

        bool isKept = plan.IsEmpty && state.Baseline is null;
        if (!isKept)
        {
            Keep(baseline, scan);
        }

        cancellation.ThrowIfCancellationRequested();
        if (options.Deploy is { } step && (step.When == DeployWhen.Always || (step.When == DeployWhen.Changed && changed.Count > 0)))
        {
            var deployment = new Deployment(project, endpoint, target.Name, _clock, observer);
            await deployment.RunAsync(step, _tally.Run == 0 ? state.LastRun : _tally.Run, changed, _tally, cancellation);
        }
    }

    private void Keep(Snapshot baseline, ProjectScan scan)
    {
        if (_baselines.Save(target.Identity, new CachedBaseline(baseline, scan.StartedAtNs)) is { } reason)
        {
            observer.Note(reason);
        }
    }
}
