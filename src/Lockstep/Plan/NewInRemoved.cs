using Lockstep.Plan.Comparing;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// Tells conflicts of a pull apart: what is new on the target in a directory that was removed here is no version of the
/// project's own, and never was removed.
/// </summary>
/// <param name="News">What is new there.</param>
/// <param name="Own">What the project has its own version of, or removed, while it changed on the target.</param>
internal sealed record NewInRemoved(IReadOnlyList<Standing> News, IReadOnlyList<Standing> Own)
{
    /// <summary>Sorts the conflicts of a pull.</summary>
    /// <param name="conflicts">In path order.</param>
    public static NewInRemoved Of(IReadOnlyList<Standing> conflicts)
    {
        List<RelativePath> removed = [.. conflicts.Where(conflict => conflict.Baseline.IsDirectory && !conflict.Target.Exists).Select(conflict => conflict.Path)];
        List<Standing> news = [.. conflicts.Where(conflict => IsNew(conflict) && removed.Exists(conflict.Path.IsBelow))];
        HashSet<RelativePath> within = [.. removed.Where(directory => news.Exists(conflict => conflict.Path.IsBelow(directory)))];
        return new NewInRemoved(news, [.. conflicts.Where(conflict => !IsNew(conflict) && !IsOnlyStranded(conflict, within))]);
    }

    private static bool IsNew(in Standing conflict) => !conflict.Baseline.Exists && !conflict.Target.Exists;

    /// <summary>
    /// Whether a conflict is none by itself: the target did not change the entry, it only stands in a directory that
    /// something new needs.
    /// </summary>
    private static bool IsOnlyStranded(Standing conflict, HashSet<RelativePath> within) =>
        !conflict.Target.Exists && EntryComparison.KeepsValue(conflict.Project, conflict.Baseline)
        && (within.Contains(conflict.Path) || within.Any(conflict.Path.IsBelow));
}
