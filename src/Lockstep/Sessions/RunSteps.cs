using Lockstep.Plan;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions;

/// <summary>
/// What every run on a target does, whatever its plan is made from: reach the target and open it, show the plan, carry it out, deploy. Adds up the summary
/// and tells the observer on the way.
/// </summary>
internal sealed class RunSteps(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly BaselineCache _baselines = new(client.BaselineDirectory);

    /// <summary>Measures the run.</summary>
    public PhaseClock Clock { get; } = new(observer);

    /// <summary>Adds up the run.</summary>
    public RunTally Tally { get; } = new(target.Name);

    /// <summary>The client's copy of the target's baseline, as <see cref="OpenAsync"/> found it; null where it has none.</summary>
    public CachedBaseline? Cached { get; private set; }

    /// <summary>Reaches the target and does the run's work there; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(Func<IEndpoint, Task> work, CancellationToken cancellation) => Tally.ConcludeAsync(
        async () =>
        {
            Cached = _baselines.Load(target.Identity);
            await using IEndpoint endpoint = await ConnectAsync(cancellation);
            try
            {
                await work(endpoint);
            }
            finally
            {
                Tally.Add(endpoint.Transported);
            }
        },
        Clock);

    /// <summary>Opens the target, for a preview if no more is wanted.</summary>
    public async Task<TargetState> OpenAsync(IEndpoint endpoint, CancellationToken cancellation)
    {
        using (Clock.Time(Phase.Connect))
        {
            SnapshotDigest known = Cached?.Snapshot.Digest ?? SnapshotDigest.None;
            TargetState state = await endpoint.OpenAsync(new OpenRequest(target.Root, options.IsDryRun, known, client.Owner), cancellation);
            foreach (string note in state.Notes)
            {
                observer.Note(note);
            }

            return state;
        }
    }

    /// <summary>Shows a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="refusal">Why it is not carried out; null when it may be.</param>
    public void Show(SyncPlan plan, string? refusal)
    {
        Tally.Add(plan);
        foreach (Difference difference in plan.Drift)
        {
            observer.DriftFound(difference);
        }

        foreach (Standing conflict in plan.Conflicts)
        {
            observer.DriftFound(new Difference(conflict.Path, conflict.Target, IsManaged: conflict.Baseline.Exists));
        }

        observer.Planned(new RunPreview(plan.Changes, plan.Counts.Unchanged, plan.ContentLength, refusal));
        if (refusal is not null)
        {
            Tally.Fail(ExitCode.Refused, refusal);
        }
    }

    /// <summary>Carries a plan out, if it is neither refused nor only to be shown, and deploys.</summary>
    /// <param name="endpoint">The target, open.</param>
    /// <param name="state">What it answered when it was opened.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="origin">What makes the run.</param>
    /// <param name="scannedAtNs">When the project was looked at that the new baseline stands for; null where that is not known.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task CarryOutAsync(
        IEndpoint endpoint, TargetState state, SyncPlan plan, RunOrigin origin, long? scannedAtNs, CancellationToken cancellation)
    {
        if (plan.Refusal is not null || options.IsDryRun)
        {
            return;
        }

        Snapshot baseline = plan.Baseline;
        IReadOnlyList<RelativePath> changed = [];
        if (!plan.IsEmpty)
        {
            var transfer = new PushTransfer(project, endpoint, options, client.Owner, Clock, observer);
            TransferResult result = await transfer.RunAsync(plan, origin, cancellation);
            Tally.Add(plan, result);
            if (result.Report.Drift.Count > 0)
            {
                Tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift));
                return;
            }

            (baseline, changed) = (result.Baseline, result.Changed);
        }

        bool isKept = plan.IsEmpty && state.Baseline is null;
        if (!isKept && scannedAtNs is { } scannedAt)
        {
            Keep(new CachedBaseline(baseline, scannedAt));
        }

        cancellation.ThrowIfCancellationRequested();
        if (options.Deploy is { } step && (step.When == DeployWhen.Always || (step.When == DeployWhen.Changed && changed.Count > 0)))
        {
            var deployment = new Deployment(project, endpoint, target.Name, Clock, observer);
            await deployment.RunAsync(step, Tally.Run == 0 ? state.LastRun : Tally.Run, changed, Tally, cancellation);
        }
    }

    private async Task<IEndpoint> ConnectAsync(CancellationToken cancellation)
    {
        using (Clock.Start(Phase.Connect))
        {
            return await client.ConnectAsync(target, options, observer, cancellation);
        }
    }

    private void Keep(CachedBaseline baseline)
    {
        if (_baselines.Save(target.Identity, baseline) is { } reason)
        {
            observer.Note(reason);
        }
    }
}
