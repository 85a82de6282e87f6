using Lockstep.Plan;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Inspecting;

/// <summary>How a target stands: what a push would do, and what the target tells of itself.</summary>
/// <param name="Changes">What is not pushed yet, in path order.</param>
/// <param name="Drift">What somebody changed on the target, in path order; a push leaves it.</param>
/// <param name="Conflicts">What was changed on both sides, in path order; a push stops there.</param>
/// <param name="Refusal">Why a push would be refused; null when it would not.</param>
/// <param name="LastRun">Number of the last run; 0 for none.</param>
/// <param name="Last">The last run; null where the history does not tell of it.</param>
/// <param name="Holder">Who holds the target's lock now, and since when; null when nobody does.</param>
/// <param name="IsInterrupted">Whether a run was interrupted while it was put in place.</param>
/// <param name="State">Where the target's state is; null where there is none yet.</param>
public sealed record TargetStatus(
    IReadOnlyList<Change> Changes,
    IReadOnlyList<Difference> Drift,
    IReadOnlyList<Difference> Conflicts,
    string? Refusal,
    long LastRun,
    PastRun? Last,
    string? Holder,
    bool IsInterrupted,
    string? State)
{
    /// <summary>What other clients' runs changed and a push leaves, in path order, with the run that did it.</summary>
    public IReadOnlyList<(Difference Difference, PastRun? Run)> Others { get; init; } = [];

    /// <summary>The command that a watch has left running there, or how it ended; null for none.</summary>
    public LastingState? Lasting { get; init; }
}
