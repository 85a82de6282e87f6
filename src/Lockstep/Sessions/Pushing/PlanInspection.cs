using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pushing;

/// <summary>Looks closer at what a dry run has planned, while the target is still open.</summary>
internal delegate Task PlanInspection(InspectedPlan inspected, CancellationToken cancellation);

/// <summary>A plan and what it was made from.</summary>
/// <param name="Plan">The plan, refused or not.</param>
/// <param name="Project">The project.</param>
/// <param name="State">The target as it was opened.</param>
/// <param name="Target">The target, open for a preview.</param>
internal sealed record InspectedPlan(SyncPlan Plan, Snapshot Project, TargetState State, IEndpoint Target)
{
    /// <summary>Which runs changed what the plan keeps or conflicts with, in path order.</summary>
    public IReadOnlyList<RunAttribution> Who { get; init; } = [];
}
