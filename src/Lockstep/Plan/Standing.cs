using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What stands at one path on all three sides; each may be <see cref="Entry.Absent"/>.</summary>
/// <param name="Path">Where.</param>
/// <param name="Project">In the project.</param>
/// <param name="Baseline">What was last put on the target.</param>
/// <param name="Target">On the target now.</param>
public readonly record struct Standing(RelativePath Path, Entry Project, Entry Baseline, Entry Target);
