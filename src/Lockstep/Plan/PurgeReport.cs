using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What a purge removes from a target's state, or would remove, and where the same contents still stand there.</summary>
/// <param name="Runs">Past runs that lose contents, and cannot put these back any more.</param>
/// <param name="Contents">Contents that are removed from the history.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Forgotten">Entries that leave the baseline: nothing stands at their paths any more.</param>
/// <param name="HadStaged">Whether something was staged, by an interrupted run; all of it is removed.</param>
/// <param name="Standing">Purged paths, and paths below them, at which something still stands on the target; in path order, the first of them.</param>
/// <param name="Copies">Other paths that have a purged content by the target's baseline; in path order, the first of them.</param>
public sealed record PurgeReport(
    int Runs, int Contents, long Bytes, int Forgotten, bool HadStaged, IReadOnlyList<RelativePath> Standing, IReadOnlyList<RelativePath> Copies)
{
    /// <summary>Most paths of each list.</summary>
    public const int MaxPaths = 1000;

    /// <summary>A target that keeps nothing of it.</summary>
    public static PurgeReport Nothing { get; } = new(0, 0, 0, 0, HadStaged: false, [], []);

    /// <summary>Whether there is nothing to remove.</summary>
    public bool IsEmpty => Runs == 0 && Contents == 0 && Forgotten == 0 && !HadStaged;
}
