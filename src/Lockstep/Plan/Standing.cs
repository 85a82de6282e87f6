using Lockstep.Plan.Comparing;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What stands at one path on all sides; each may be <see cref="Entry.Absent"/>.</summary>
/// <param name="Path">Where.</param>
/// <param name="Project">In the project.</param>
/// <param name="Baseline">What was last put on the target, by whomever.</param>
/// <param name="Target">On the target now.</param>
public readonly record struct Standing(RelativePath Path, Entry Project, Entry Baseline, Entry Target)
{
    /// <summary>What this project held when it and the target last agreed.</summary>
    public Entry Held { get; init; }

    /// <summary>The stamp of <see cref="Project"/>.</summary>
    public FileStamp Stamp { get; init; }

    /// <summary>The stamp of <see cref="Held"/>.</summary>
    public FileStamp HeldStamp { get; init; }

    /// <summary>Whether another client's run put on the target what stands there; if not, somebody changed it there beside Lockstep, or nobody did.</summary>
    public bool IsByRun => !EntryComparison.KeepsValue(Held, Baseline) && EntryComparison.KeepsValue(Baseline, Target);

    /// <summary>
    /// What project and target last agreed on, as the target has it: the baseline where it has what this project held, else what this project held.
    /// </summary>
    internal Entry Base => EntryComparison.KeepsValue(Held, Baseline) ? Baseline : Held;
}
