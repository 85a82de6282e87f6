using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>
/// What was decided so far: lists in path order as long as paths are judged in path order, and counts of what leaves no trace in them.
/// </summary>
internal sealed class PlanLedger
{
    public ChangeList Changes { get; private init; } = [];

    public List<EntryEdit> Bookkeeping { get; private init; } = [];

    public List<Difference> Drift { get; private init; } = [];

    /// <summary>What another client's run changed and stays so.</summary>
    public List<Difference> Kept { get; private init; } = [];

    /// <summary>What the project holds from now on beside what the changes put, with stamps.</summary>
    public List<EntryEdit> Held { get; private init; } = [];

    public List<Standing> Conflicts { get; private init; } = [];

    /// <summary>What stays in directories of the target where the project has no directory, the topmost of each.</summary>
    public List<RelativePath> InTheWay { get; private init; } = [];

    public int Unchanged { get; set; }

    public int Forgotten { get; set; }

    public int Withheld { get; set; }

    public int Unmanaged { get; set; }

    /// <summary>Both ledgers in one, in path order.</summary>
    public static PlanLedger Merge(PlanLedger left, PlanLedger right) => new()
    {
        Changes = right.Changes.Count == 0 ? left.Changes : [.. Merge(left.Changes, right.Changes, change => change.Path)],
        Bookkeeping = [.. Merge(left.Bookkeeping, right.Bookkeeping, edit => edit.Path)],
        Drift = [.. Merge(left.Drift, right.Drift, difference => difference.Path)],
        Kept = [.. Merge(left.Kept, right.Kept, difference => difference.Path)],
        Held = right.Held.Count == 0 ? left.Held : [.. Merge(left.Held, right.Held, edit => edit.Path)],
        Conflicts = [.. Merge(left.Conflicts, right.Conflicts, standing => standing.Path)],
        InTheWay = [.. Merge(left.InTheWay, right.InTheWay, path => path)],
        Unchanged = left.Unchanged + right.Unchanged,
        Forgotten = left.Forgotten + right.Forgotten,
        Withheld = left.Withheld + right.Withheld,
        Unmanaged = left.Unmanaged + right.Unmanaged,
    };

    private static IEnumerable<T> Merge<T>(IReadOnlyList<T> left, IReadOnlyList<T> right, Func<T, RelativePath> pathOf)
    {
        int next = 0;
        foreach (T item in left)
        {
            while (next < right.Count && pathOf(right[next]) < pathOf(item))
            {
                yield return right[next++];
            }

            yield return item;
        }

        while (next < right.Count)
        {
            yield return right[next++];
        }
    }
}
