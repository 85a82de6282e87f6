using Lockstep.Plan;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions;

/// <summary>
/// What every run on a target does, whatever its plan is made from: reach the target and open it, show the plan, carry it out, deploy. Adds up the summary
/// and tells the observer on the way.
/// </summary>
internal sealed class RunSteps(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly ContentTurn _contents = project.Contents.TakeTurn();
    private readonly BaselineCache _baselines = new(client.BaselineDirectory);
    private Task<CachedBaseline?>? _loading;
    private Task<OpenRequest>? _requesting;
    private Task<string?> _keeping = Task.FromResult<string?>(null);

    /// <summary>Whether the run makes nothing on a target that was never pushed to.</summary>
    public bool NeedsHistory { get; init; }

    /// <summary>Measures the run.</summary>
    public PhaseClock Clock { get; } = new(observer);

    /// <summary>Adds up the run.</summary>
    public RunTally Tally { get; } = new(target.Name);

    /// <summary>The client's copy of the target's baseline; null where it has none. It is large, and read once.</summary>
    public Task<CachedBaseline?> LoadCachedAsync() => _loading ??= Task.Run(() => _baselines.Load(target.Identity), CancellationToken.None);

    /// <summary>Says that nobody needs the copy of the baseline any more.</summary>
    public void LetGoOfCached() => _loading = null;

    /// <summary>Reaches the target and does the run's work there; what ends it early is in the summary.</summary>
    /// <param name="work">What is done there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="meanwhile">
    /// Begins what the client has to do itself. Connecting takes longest, so it is begun before, and ends with the task; null for nothing.
    /// </param>
    public Task<RunSummary> RunAsync(Func<IEndpoint, Task> work, CancellationToken cancellation, Action<Task>? meanwhile = null) => Tally.ConcludeAsync(
        async () =>
        {
            try
            {
                _requesting = RequestAsync();
                Task<IEndpoint> connecting = ConnectAsync(_requesting, cancellation);
                meanwhile?.Invoke(connecting);
                await using IEndpoint endpoint = await connecting;
                try
                {
                    await work(endpoint);
                }
                finally
                {
                    Tally.Add(endpoint.Transported);
                }
            }
            finally
            {
                _contents.Dispose();
                await TellKeptAsync();
            }
        },
        Clock);

    /// <summary>Opens the target, for a preview if no more is wanted.</summary>
    public async Task<TargetState> OpenAsync(IEndpoint endpoint, CancellationToken cancellation)
    {
        using (Clock.Time(Phase.Connect))
        {
            TargetState state = await endpoint.OpenAsync(await _requesting!, cancellation);
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

        TellLeftSettings(plan);
        observer.Planned(new RunPreview(plan.Changes, plan.Counts.Unchanged, plan.ContentLength, refusal));
        if (refusal is not null)
        {
            Tally.Fail(ExitCode.Refused, refusal);
        }
    }

    /// <summary>Names settings files that an earlier version, or an include that is gone, has sent: they are protected now and may tell hosts, logins and keys.</summary>
    private void TellLeftSettings(SyncPlan plan)
    {
        foreach (RelativePath path in (ReadOnlySpan<RelativePath>)[RelativePath.Parse("lockstep.toml"), RelativePath.Parse("lockstep.local.toml")])
        {
            if (plan.Baseline.Find(path).Exists && project.IsProtected(path, isDirectory: false))
            {
                observer.Note($"{path} stays on the target from an earlier push; settings are not sent any more, and this file may name hosts, logins and keys. Remove it there unless something needs it");
            }
        }
    }

    /// <summary>Carries a plan out, if it is neither refused nor only to be shown, and deploys.</summary>
    /// <param name="endpoint">The target, open.</param>
    /// <param name="state">What it answered when it was opened.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="origin">What makes the run.</param>
    /// <param name="scannedAtNs">When the project was looked at that the new baseline stands for; null where that is not known.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What stands now; null where it was not to be carried out, or drift came up meanwhile.</returns>
    public async Task<CarriedOut?> CarryOutAsync(
        IEndpoint endpoint, TargetState state, SyncPlan plan, RunOrigin origin, long? scannedAtNs, CancellationToken cancellation)
    {
        if (plan.Refusal is not null || options.IsDryRun)
        {
            return null;
        }

        Snapshot baseline = plan.Baseline;
        IReadOnlyList<RelativePath> changed = [];
        if (!plan.IsEmpty)
        {
            var transfer = new PushTransfer(_contents, endpoint, options, client.Owner, Clock, observer);
            TransferResult result = await transfer.RunAsync(plan, origin, cancellation);
            Tally.Add(plan, result);
            if (result.Report.Drift.Count > 0)
            {
                Tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, origin.Kind));
                return null;
            }

            (baseline, changed) = (result.Baseline, result.Changed);
        }
        else if (state.HasStaged)
        {
            await DropStagedAsync(endpoint, plan, origin, cancellation);
        }

        bool isKept = plan.IsEmpty && state.Baseline is null;
        if (!isKept && scannedAtNs is { } scannedAt)
        {
            _keeping = Task.Run(() => _baselines.Save(target.Identity, new CachedBaseline(baseline, scannedAt)), CancellationToken.None);
        }

        cancellation.ThrowIfCancellationRequested();
        long run = Tally.Run == 0 ? state.LastRun : Tally.Run;
        if (options.Deploy is { } step && (step.When == DeployWhen.Always || (step.When == DeployWhen.Changed && changed.Count > 0)))
        {
            var deployment = new Deployment(project, endpoint, target.Name, Clock, observer);
            bool isDeployed = await deployment.RunAsync(step.On(target.Kind), run, changed, Tally, cancellation);
            if (!isDeployed && DeployCommand.FindScript(step, project.FindSent) is { } script)
            {
                observer.Note($"{script} was not run: on a target of this machine a deploy runs only by --deploy CMD or a trusted [deploy] command (--no-deploy stops this note)");
            }
        }

        return new CarriedOut(run, changed);
    }

    /// <summary>Where there is nothing to do, what an interrupted run staged is for nobody any more.</summary>
    private async Task DropStagedAsync(IEndpoint endpoint, SyncPlan plan, RunOrigin origin, CancellationToken cancellation)
    {
        await endpoint.BeginAsync(new RunRequest(plan.Baseline.Digest, [], [], options.Disposable, client.Owner, options.Retention) { Origin = origin }, cancellation);
        await endpoint.CommitAsync(cancellation);
    }

    private async Task<OpenRequest> RequestAsync()
    {
        SnapshotDigest known = (await LoadCachedAsync())?.Snapshot.Digest ?? SnapshotDigest.None;
        return new OpenRequest(target.Root, options.IsDryRun, known, client.Owner) { NeedsHistory = NeedsHistory };
    }

    private async Task<IEndpoint> ConnectAsync(Task<OpenRequest> requesting, CancellationToken cancellation)
    {
        using (Clock.Start(Phase.Connect))
        {
            return await client.ConnectAsync(target, options, observer, cancellation, requesting);
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

/// <summary>A target after a plan was carried out.</summary>
/// <param name="Run">The target's last run.</param>
/// <param name="Changed">What was changed, in path order.</param>
internal sealed record CarriedOut(long Run, IReadOnlyList<RelativePath> Changed);
