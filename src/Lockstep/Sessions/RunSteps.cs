using Lockstep.Plan;
using Lockstep.Sessions.Claiming;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
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
    private readonly TargetMemory _memory = new(client.MemoryDirectory);
    private readonly string _identity = RememberedTarget.IdentityOf(project.Project, target);
    private Task<RememberedTarget?>? _loading;
    private Task<OpenRequest>? _requesting;
    private Task<RunSource>? _identifying;
    private TargetState? _state;
    private Task<string?> _keeping = Task.FromResult<string?>(null);

    /// <summary>Whether the run makes nothing on a target that was never pushed to.</summary>
    public bool NeedsHistory { get; init; }

    /// <summary>What the run is for, to be told to whoever finds the target locked.</summary>
    public string Verb { get; init; } = "push";

    /// <summary>Measures the run.</summary>
    public PhaseClock Clock { get; } = new(observer);

    /// <summary>Adds up the run.</summary>
    public RunTally Tally { get; } = new(target.Name);

    /// <summary>What the project remembers of the target; null for nothing. It is large, and read once.</summary>
    public Task<RememberedTarget?> RecallAsync() => _loading ??= Task.Run(() => _memory.Load(_identity), CancellationToken.None);

    /// <summary>Which project is at work, and at which commit; without whether its tree is the commit's.</summary>
    public Task<RunSource> IdentifyAsync() => _identifying ??= Task.Run(project.Source.Identify, CancellationToken.None);

    /// <summary>Judges whose a target is.</summary>
    public TargetClaim Claim => new(project.Source, options.Confirmed);

    /// <summary>Says that nobody needs what was remembered any more.</summary>
    public void LetGoOfMemory() => _loading = null;

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
                _ = IdentifyAsync();
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
            TargetState state = _state = await LockWait.OpenAsync(endpoint, await _requesting!, options.LockPatience, observer.Note, cancellation);
            foreach (string note in state.Notes)
            {
                observer.Note(note);
            }

            RememberedTarget? left = await RecallAsync();
            if (LostState.NoteOf(state, left?.Seen) is { } lost)
            {
                observer.Note(lost);
            }

            if (!options.IsDryRun)
            {
                _keeping = Task.FromResult(Recollection.Begin(_memory, _identity, left, state));
            }

            return state;
        }
    }

    /// <summary>Judges what is remembered by what the target answered.</summary>
    public async Task<(TargetState State, RememberedTarget? Left)> RecollectAsync(
        IEndpoint endpoint, TargetState state, CancellationToken cancellation) => await Recollection.JudgeAsync(
            endpoint, state, await RecallAsync(), await IdentifyAsync(), client.Owner, cancellation);

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
        observer.Planned(new RunPreview(plan.Changes, plan.Counts.Unchanged, plan.ContentLength, refusal) { Deploy = refusal is null ? DescribeDeploy(plan) : null });
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
    /// <param name="source">Where its tree comes from.</param>
    /// <param name="held">What the project held; null where that is not known, and nothing is to be remembered.</param>
    /// <param name="scannedAtNs">When the project was looked at that it stands for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What stands now; null where it was not to be carried out, or drift came up meanwhile.</returns>
    public async Task<CarriedOut?> CarryOutAsync(
        IEndpoint endpoint, TargetState state, SyncPlan plan, RunOrigin origin, RunSource source, Snapshot? held, long scannedAtNs, CancellationToken cancellation)
    {
        if (plan.Refusal is not null || options.IsDryRun)
        {
            return null;
        }

        (Snapshot baseline, Snapshot? after) = (plan.Baseline, held);
        IReadOnlyList<RelativePath> changed = [];
        if (!plan.IsEmpty)
        {
            var transfer = new PushTransfer(_contents, endpoint, options, client.Owner, Clock, observer);
            TransferResult result = await transfer.RunAsync(plan, held, origin, source, cancellation);
            Tally.Add(plan, result);
            plan = result.Plan;
            if (result.Report.Drift.Count > 0)
            {
                Tally.Fail(ExitCode.Refused, DriftText.Of(result.Report.Drift, origin.Kind, options.Force));
                return null;
            }

            (baseline, after, changed) = (result.Baseline, result.Held, result.Changed);
        }
        else
        {
            after = held is null ? null : plan.HeldAfter(held, index => plan.Changes[index].After, []);
            if (state.HasStaged || source.IsClean)
            {
                await MakeNoRunAsync(endpoint, plan, origin, source, cancellation);
            }
        }

        long run = Tally.Run == 0 ? state.LastRun : Tally.Run;
        bool isRemembered = plan.IsEmpty && plan.HeldEdits.Count == 0 && state.Baseline is null;
        if (!isRemembered && after is not null)
        {
            var remembered = new RememberedTarget(baseline, after, scannedAtNs, run)
            {
                Mark = Tally.Run == 0 ? RunMark.OfLast(state) : RunMark.OfOwn(client.Owner, source),
            };
            _keeping = Task.Run(() => _memory.Save(_identity, remembered), CancellationToken.None);
        }

        cancellation.ThrowIfCancellationRequested();
        if (options.Deploy is { } step && step.IsDue(changed.Count > 0))
        {
            var deployment = new Deployment(project, endpoint, state, target.Name, Clock, observer);
            bool isDeployed = await deployment.RunAsync(step.On(target.Kind), run, changed, Tally, cancellation);
            if (!isDeployed && target.Kind == AddressKind.Local && DeployCommand.FindScript(step, project.FindSent) is { } script)
            {
                observer.Note($"{script} was not run: on a target of this machine a deploy runs only by --deploy CMD or a trusted [deploy] command (--no-deploy stops this note)");
            }
        }

        return new CarriedOut(run, changed);
    }

    private string? DescribeDeploy(SyncPlan plan) =>
        options.Deploy is { } step && _state is { } state && step.IsDue(plan.Changes.Count > 0) ? DeployCommand.Find(step, project.FindSent)?.Describe(state) : null;

    /// <summary>
    /// Where there is nothing to do, what an interrupted run staged is for nobody any more, and the target may learn
    /// which commit its last run has left.
    /// </summary>
    private async Task MakeNoRunAsync(
        IEndpoint endpoint, SyncPlan plan, RunOrigin origin, RunSource source, CancellationToken cancellation)
    {
        var request = new RunRequest(plan.Baseline.Digest, [], [], options.Disposable, client.Owner, options.Retention)
        {
            Origin = origin,
            Source = source,
        };
        await endpoint.BeginAsync(request, cancellation);
        await endpoint.CommitAsync(cancellation);
    }

    private async Task<OpenRequest> RequestAsync()
    {
        Snapshot? known = (await RecallAsync())?.Seen;
        return new OpenRequest(target.Root, options.IsDryRun, known?.Digest ?? SnapshotDigest.None, client.Owner)
        {
            NeedsHistory = NeedsHistory,
            Purpose = ClientContext.PurposeOf(Verb),
            AwaitsLock = true,
            KnownEntries = known?.Count ?? 0,
        };
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
