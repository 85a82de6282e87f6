using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Trouble with a single path: it is reported and left out, everything else is done (exit code 4).</summary>
/// <param name="Path">Which entry.</param>
/// <param name="Cause">What is wrong and, where it helps, what to do; without the path, safe to print.</param>
public readonly record struct Problem(RelativePath Path, string Cause)
{
    /// <summary>Whether a push met it on the target, and not in the project.</summary>
    public bool IsOnTarget { get; init; }
}
