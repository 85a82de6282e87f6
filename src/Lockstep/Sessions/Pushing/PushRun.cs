using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire;

namespace Lockstep.Sessions.Pushing;

/// <summary>One push to one target: scan and open at once, plan, transfer and commit, deploy. Each step hands its result to the next.</summary>
internal sealed class PushRun(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly RunSteps _steps = new(project, target, options, client, observer);

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation)
    {
        Task<ProjectScan> scanning = ScanAsync();
        return _steps.RunAsync(endpoint => ExecuteAsync(endpoint, scanning, cancellation), cancellation);
    }

    private async Task ExecuteAsync(IEndpoint endpoint, Task<ProjectScan> scanning, CancellationToken cancellation)
    {
        TargetState state = await _steps.OpenAsync(endpoint, cancellation);
        _steps.Clock.Announce(Phase.Scan);
        ProjectScan scan = await scanning.WaitAsync(cancellation);
        _steps.Tally.Add(scan.Result);
        SyncPlan plan = await PlanAsync(endpoint, state, scan, cancellation);
        await _steps.CarryOutAsync(endpoint, state, plan, new RunOrigin(RunKind.Push), scan.StartedAtNs, cancellation);
    }

    private async Task<ProjectScan> ScanAsync()
    {
        using (_steps.Clock.Time(Phase.Scan))
        {
            return await project.ScanAsync();
        }
    }

    private async Task<SyncPlan> PlanAsync(IEndpoint endpoint, TargetState state, ProjectScan scan, CancellationToken cancellation)
    {
        using (_steps.Clock.Start(Phase.Compare))
        {
            SyncPlan plan = await new PushPlanner(project, endpoint, options).PlanAsync(scan, state, _steps.Cached, cancellation);
            foreach (Problem problem in scan.Result.Problems)
            {
                observer.ProblemFound(problem);
            }

            _steps.Show(plan, plan.Refusal?.Message);
            return plan;
        }
    }
}
