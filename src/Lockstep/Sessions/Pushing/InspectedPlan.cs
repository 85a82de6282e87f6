using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>A plan and what it was made from, to be looked at closer while the target is open.</summary>
/// <param name="Planned">The plan, refused or not.</param>
/// <param name="Project">The project.</param>
/// <param name="Session">The target.</param>
internal sealed record InspectedPlan(PlannedRun Planned, Snapshot Project, TargetSession Session);
