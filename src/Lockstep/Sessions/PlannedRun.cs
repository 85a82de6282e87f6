using Lockstep.Plan;

namespace Lockstep.Sessions;

/// <summary>A run as it is planned, to be shown, and carried out unless it is refused.</summary>
/// <param name="Plan">What is done.</param>
/// <param name="Origin">What makes the run.</param>
internal sealed record PlannedRun(SyncPlan Plan, RunOrigin Origin)
{
    /// <summary>Why it is not carried out, with the remedy; null when it may be.</summary>
    public string? Refusal { get; init; }

    /// <summary>Which runs changed what the plan keeps or conflicts with, in path order.</summary>
    public IReadOnlyList<RunAttribution> Who { get; init; } = [];

    /// <summary>Tells what somebody changed on the target, and what stands in the plan's way.</summary>
    public void TellDrift(IRunObserver observer)
    {
        foreach (Difference difference in Plan.Drift)
        {
            observer.DriftFound(difference);
        }

        TellConflicts(observer);
    }

    /// <summary>Tells what stands in the plan's way.</summary>
    public void TellConflicts(IRunObserver observer)
    {
        foreach (Standing conflict in Plan.Conflicts)
        {
            observer.DriftFound(new Difference(conflict.Path, conflict.Target, IsManaged: conflict.Baseline.Exists));
        }
    }
}
