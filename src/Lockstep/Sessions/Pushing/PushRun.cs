using Lockstep.Plan;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Pushing;

/// <summary>One push to one target: scan and open at once, plan, transfer and commit, deploy. Each step hands its result to the next.</summary>
internal sealed class PushRun(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly PhaseClock _clock = new(observer);
    private readonly BaselineCache _baselines = new(client.BaselineDirectory);
    private readonly RunTally _tally = new(target.Name);
    private Task<string?> _keeping = Task.FromResult<string?>(null);

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _tally.ConcludeAsync(() => ExecuteAsync(cancellation), _clock);

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        // Connecting takes longest: what the client has to do itself is done meanwhile.
        Task<ProjectScan> scanning = ScanAsync();
        Task<CachedBaseline?> loading = Task.Run(() => _baselines.Load(target.Identity), CancellationToken.None);
        Task<OpenRequest> requesting = RequestAsync(loading);
        Task<PlanDraft?> expecting = ExpectAsync(scanning, loading);
        try
        {
            await using IEndpoint endpoint = await ConnectAsync(requesting, cancellation);
            try
            {
                TargetState state = await OpenAsync(endpoint, await requesting, cancellation);
                _clock.Announce(Phase.Scan);
                ProjectScan scan = await scanning.WaitAsync(cancellation);
                _tally.Add(scan.Result);
                await PushAsync(endpoint, state, scan, await PlanAsync(endpoint, state, await loading, scan, expecting, cancellation), cancellation);
            }
            finally
            {
                _tally.Add(endpoint.Transported);
            }
        }
        finally
        {
            await TellKeptAsync();
        }
    }

    private async Task<OpenRequest> RequestAsync(Task<CachedBaseline?> loading)
    {
        SnapshotDigest known = (await loading)?.Snapshot.Digest ?? SnapshotDigest.None;
        return new OpenRequest(target.Root, options.IsDryRun, known, client.Owner);
    }

    private async Task<PlanDraft?> ExpectAsync(Task<ProjectScan> scanning, Task<CachedBaseline?> loading) =>
        await loading is { } cached ? PushPlanner.Compare(project, options, await scanning, cached) : null;

    private async Task<ProjectScan> ScanAsync()
    {
        using (_clock.Time(Phase.Scan))
        {
            return await project.ScanAsync();
        }
    }

    private async Task<IEndpoint> ConnectAsync(Task<OpenRequest> requesting, CancellationToken cancellation)
    {
        using (_clock.Start(Phase.Connect))
        {
            return await client.ConnectAsync(target, options, observer, cancellation, requesting);
        }
    }

    private async Task<TargetState> OpenAsync(IEndpoint endpoint, OpenRequest request, CancellationToken cancellation)
    {
        using (_clock.Time(Phase.Connect))
        {
            TargetState state = await endpoint.OpenAsync(request, cancellation);
            foreach (string note in state.Notes)
            {
                observer.Note(note);
            }

            return state;
        }
    }

    private async Task<SyncPlan> PlanAsync(
        IEndpoint endpoint, TargetState state, CachedBaseline? cached, ProjectScan scan, Task<PlanDraft?> expecting, CancellationToken cancellation)
    {
        using (_clock.Start(Phase.Compare))
        {
            var planner = new PushPlanner(project, endpoint, options);
            SyncPlan plan = await planner.PlanAsync(scan, state, cached, await expecting, cancellation);
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

    private async Task PushAsync(IEndpoint endpoint, TargetState state, ProjectScan scan, SyncPlan plan, CancellationToken cancellation)
    {
        if (plan.Refusal is { } refusal)
        {
            _tally.Fail(ExitCode.Refused, refusal.Message);
            return;
        }

        if (options.IsDryRun)
        {
            return;
        }

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
            _keeping = Task.Run(() => _baselines.Save(target.Identity, new CachedBaseline(baseline, scan.StartedAtNs)), CancellationToken.None);
        }

        cancellation.ThrowIfCancellationRequested();
        if (options.Deploy is { } step && (step.When == DeployWhen.Always || (step.When == DeployWhen.Changed && changed.Count > 0)))
        {
            var deployment = new Deployment(project, endpoint, target.Name, _clock, observer);
            await deployment.RunAsync(step, _tally.Run == 0 ? state.LastRun : _tally.Run, changed, _tally, cancellation);
        }
    }

    private async Task TellKeptAsync()
    {
        if (await _keeping is { } reason)
        {
            observer.Note(reason);
        }
    }
}
