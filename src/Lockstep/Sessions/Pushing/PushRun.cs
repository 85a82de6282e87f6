using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// One push to one target: scan and open at once, plan, transfer and commit, deploy, and what somebody wants to do then on the same connection. Each step hands
/// its result to the next.
/// </summary>
internal sealed class PushRun(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private const int MostForeseen = 16 << 10;

    /// <summary>What connecting to a near target takes at most, its login shell included.</summary>
    private static readonly TimeSpan NearConnection = TimeSpan.FromMilliseconds(250);

    private readonly RunSteps _steps = new(project, target, options, client, observer);

    // Large, and let go of as soon as the plan is made.
    private Task<ProjectScan>? _scanning;
    private Task<PlanDraft?>? _expecting;
    private Task _foreseeing = Task.CompletedTask;

    /// <summary>Looks closer at the plan of a dry run; null for nobody.</summary>
    public PlanInspection? Inspection { get; init; }

    /// <summary>What is done on the target afterwards; null for nothing.</summary>
    public PushSequel? Sequel { get; init; }

    /// <summary>Whether it came as far as a plan, refused or not.</summary>
    public bool WasPlanned { get; private set; }

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public async Task<RunSummary> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await _steps.RunAsync(endpoint => ExecuteAsync(endpoint, cancellation), cancellation, PrepareMeanwhile);
        }
        finally
        {
            await _foreseeing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LetGoOfSources();
        }
    }

    private void PrepareMeanwhile(Task connecting)
    {
        _scanning = ScanAsync();
        _expecting = ExpectAsync(_scanning);
        _foreseeing = ForeseeAsync(_scanning, connecting);
    }

    private async Task ExecuteAsync(IEndpoint endpoint, CancellationToken cancellation)
    {
        TargetOverlap.Refuse(project, target);
        TargetState state = await _steps.OpenAsync(endpoint, cancellation);
        _steps.Clock.Announce(Phase.Scan);
        (SyncPlan plan, long scannedAtNs) = await PlanAsync(endpoint, state, await _scanning!.WaitAsync(cancellation), cancellation);
        if (options.IsDryRun && Inspection is { } inspect)
        {
            await inspect(new InspectedPlan(plan, (await _scanning).Result.Snapshot, state, endpoint), cancellation);
        }

        LetGoOfSources();
        CarriedOut? carried = await _steps.CarryOutAsync(endpoint, state, plan, new RunOrigin(RunKind.Push), scannedAtNs, cancellation);
        if (carried is not null && Sequel is { } sequel)
        {
            _steps.Tally.Add(endpoint.Transported);
            await sequel(new PushedTarget(endpoint, _steps.Tally, _steps.Clock.Times, carried.Run, carried.Changed), cancellation);
        }
    }

    private async Task<ProjectScan> ScanAsync()
    {
        using (_steps.Clock.Time(Phase.Scan))
        {
            if (await project.FinishInterruptedAsync(client.Owner, options.IsDryRun) is { } note)
            {
                observer.Note(note);
            }

            return await project.ScanAsync();
        }
    }

    /// <summary>Compares with what the target was left as, while it is being reached; null where nothing is known.</summary>
    private async Task<PlanDraft?> ExpectAsync(Task<ProjectScan> scanning) =>
        await _steps.LoadCachedAsync() is { } cached ? PushPlanner.Compare(project, options, await scanning, cached) : null;

    /// <summary>
    /// A target of which nothing is known has probably nothing: where connecting takes long, the contents that it will be sent are read and compressed meanwhile. Of a
    /// large tree the start alone would gain little, and knowing it twice takes memory.
    /// </summary>
    private async Task ForeseeAsync(Task<ProjectScan> scanning, Task connecting)
    {
        await Task.WhenAny(connecting, Task.Delay(NearConnection));
        if (connecting.IsCompleted || options.IsDryRun || await _steps.LoadCachedAsync() is not null)
        {
            return;
        }

        ProjectScan scan = await scanning;
        PlanDraft expected = PushPlanner.Compare(project, options, scan, new CachedBaseline(Snapshot.Absent, ScannedAtNs: 0));
        if (scan.Result.Snapshot.Count <= MostForeseen && expected.WantedContents.Count == 0)
        {
            project.Contents.Foresee(expected.Complete([]).Changes, options.Compression);
        }
    }

    private async Task<(SyncPlan Plan, long ScannedAtNs)> PlanAsync(IEndpoint endpoint, TargetState state, ProjectScan scan, CancellationToken cancellation)
    {
        _steps.Tally.Add(scan.Result);
        using (_steps.Clock.Start(Phase.Compare))
        {
            CachedBaseline? cached = state.Baseline is null ? await _steps.LoadCachedAsync() : null;
            SyncPlan plan = await new PushPlanner(project, endpoint, options).PlanAsync(scan, state, cached, await _expecting!, cancellation);
            foreach (Problem problem in scan.Result.Problems)
            {
                observer.ProblemFound(problem);
            }

            WasPlanned = true;
            _steps.Show(plan, plan.Refusal?.Message);
            return (plan, scan.StartedAtNs);
        }
    }

    private void LetGoOfSources()
    {
        if (_scanning is null)
        {
            return;
        }

        (_scanning, _expecting) = (null, null);
        _steps.LetGoOfCached();
        project.LetGoOfScan();
    }
}
