using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// One push to one target: scan and open at once, plan, transfer and commit, deploy, and what somebody wants to do then on the same connection. Each step hands
/// its result to the next.
/// </summary>
internal sealed class PushRun(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly RunSteps _steps = new(project, target, options, client, observer);

    // Large, and let go of as soon as the plan is made.
    private Task<ProjectScan>? _scanning;
    private Task<ExpectedPlan?>? _expecting;

    /// <summary>Looks closer at the plan of a dry run; null for nobody.</summary>
    public PlanInspection? Inspection { get; init; }

    /// <summary>What is done on the target afterwards; null for nothing.</summary>
    public PushSequel? Sequel { get; init; }

    /// <summary>Whether it came as far as a plan, refused or not.</summary>
    public bool WasPlanned { get; private set; }

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public async Task<RunSummary> RunAsync(CancellationToken cancellation)
    {
        using var ahead = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _scanning = ScanAsync();
        Task<ExpectedPlan?> expecting = _expecting = ExpectAsync(_scanning, ahead.Token);
        Task reading = ReadAheadAsync(expecting);
        try
        {
            return await _steps.RunAsync(endpoint => ExecuteAsync(endpoint, cancellation), cancellation);
        }
        finally
        {
            LetGoOfSources();
            ahead.Cancel();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ExecuteAsync(IEndpoint endpoint, CancellationToken cancellation)
    {
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
    private async Task<ExpectedPlan?> ExpectAsync(Task<ProjectScan> scanning, CancellationToken cancellation) =>
        await _steps.LoadCachedAsync() is { } cached ? PushPlanner.Expect(project, options, await scanning, cached, cancellation) : null;

    /// <summary>Ends when nothing in the project is read ahead any more.</summary>
    private static async Task ReadAheadAsync(Task<ExpectedPlan?> expecting)
    {
        if (await expecting is { } expected)
        {
            await expected.Contents;
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
