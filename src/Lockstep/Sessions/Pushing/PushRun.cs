using Lockstep.Plan;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// One push to one target: scan and open at once, plan, transfer and commit, deploy, and what somebody wants to do then on the same connection. Each step hands
/// its result to the next.
/// </summary>
internal sealed class PushRun(
    ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer, PushSequel? sequel = null)
{
    private readonly PhaseClock _clock = new(observer);
    private readonly BaselineCache _baselines = new(client.BaselineDirectory);
    private readonly RunTally _tally = new(target.Name);
    private Task<string?> _keeping = Task.FromResult<string?>(null);

    // Large, and let go of as soon as the plan is made.
    private Task<ProjectScan>? _scanning;
    private Task<CachedBaseline?>? _loading;
    private Task<PlanDraft?>? _expecting;

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _tally.ConcludeAsync(() => ExecuteAsync(cancellation), _clock);

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        // Connecting takes longest: what the client has to do itself is done meanwhile.
        _scanning = ScanAsync();
        _loading = Task.Run(() => _baselines.Load(target.Identity), CancellationToken.None);
        Task<OpenRequest> requesting = RequestAsync(_loading);
        _expecting = ExpectAsync(_scanning, _loading);
        try
        {
            await using IEndpoint endpoint = await ConnectAsync(requesting, cancellation);
            try
            {
                TargetState state = await OpenAsync(endpoint, await requesting, cancellation);
                _clock.Announce(Phase.Scan);
                (SyncPlan plan, long scannedAtNs) = await PlanAsync(endpoint, state, await _scanning.WaitAsync(cancellation), cancellation);
                LetGoOfSources();
                if (plan.Refusal is { } refusal)
                {
                    _tally.Fail(ExitCode.Refused, refusal.Message);
                }
                else if (!options.IsDryRun)
                {
                    await CarryOutAsync(endpoint, state, plan, scannedAtNs, cancellation);
                }
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

    private void LetGoOfSources()
    {
        (_scanning, _loading, _expecting) = (null, null, null);
        project.LetGoOfScan();
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

    private async Task<(SyncPlan Plan, long ScannedAtNs)> PlanAsync(IEndpoint endpoint, TargetState state, ProjectScan scan, CancellationToken cancellation)
    {
        _tally.Add(scan.Result);
        using (_clock.Start(Phase.Compare))
        {
            CachedBaseline? cached = state.Baseline is null ? await _loading! : null;
            SyncPlan plan = await new PushPlanner(project, endpoint, options).PlanAsync(scan, state, cached, await _expecting!, cancellation);
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
            return (plan, scan.StartedAtNs);
        }
    }

    private async Task CarryOutAsync(IEndpoint endpoint, TargetState state, SyncPlan plan, long scannedAtNs, CancellationToken cancellation)
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
            _keeping = Task.Run(() => _baselines.Save(target.Identity, new CachedBaseline(baseline, scannedAtNs)), CancellationToken.None);
        }

        cancellation.ThrowIfCancellationRequested();
        long run = _tally.Run == 0 ? state.LastRun : _tally.Run;
        if (options.Deploy is { } step && (step.When == DeployWhen.Always || (step.When == DeployWhen.Changed && changed.Count > 0)))
        {
            var deployment = new Deployment(project, endpoint, target.Name, _clock, observer);
            await deployment.RunAsync(step, run, changed, _tally, cancellation);
        }

        if (sequel is not null)
        {
            _tally.Add(endpoint.Transported);
            await sequel(new PushedTarget(endpoint, _tally, _clock.Times, run, changed), cancellation);
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
