using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What stood at a path before a run, as the history of the target tells it.</summary>
/// <param name="Path">Where.</param>
/// <param name="Before">What stood there, its content known; <see cref="Entry.Absent"/> for nothing.</param>
/// <param name="WasManaged">Whether it was as the baseline said: not drift, and not put there by somebody else.</param>
/// <param name="Left">What the last run that did something there left.</param>
public readonly record struct PastEntry(RelativePath Path, Entry Before, bool WasManaged, Entry Left)
{
    /// <summary>
    /// Whether its content is somewhere else now, in the history or at another path: what stands at the path is another
    /// content, even if it has its hash.
    /// </summary>
    public bool IsReplaced { get; init; }
}
