using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Which run changed a path last.</summary>
/// <param name="Path">The path.</param>
/// <param name="Run">The run; null where the history does not tell any more.</param>
public readonly record struct RunAttribution(RelativePath Path, PastRun? Run);
