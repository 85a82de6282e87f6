using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// What was decided so far: lists in path order as long as paths are judged in path order, and counts of what leaves no trace in them.
/// </summary>
internal sealed class PlanLedger
{
    public List<Change> Changes { get; private init; } = [];

    public List<EntryEdit> Bookkeeping { get; private init; } = [];

    public List<Difference> Drift { get; private init; } = [];

    public List<Standing> Conflicts { get; private init; } = [];

    public int Unchanged { get; set; }

    public int Forgotten { get; set; }

    public int Withheld { get; set; }

    public int Unmanaged { get; set; }

    /// <summary>Both ledgers in one, in path order.</summary>
    public static PlanLedger Merge(PlanLedger left, PlanLedger right) => new()
    {
        Changes = Merge(left.Changes, right.Changes, change => change.Path),
        Bookkeeping = Merge(left.Bookkeeping, right.Bookkeeping, edit => edit.Path),
        Drift = Merge(left.Drift, right.Drift, difference => difference.Path),
        Conflicts = Merge(left.Conflicts, right.Conflicts, standing => standing.Path),
        Unchanged = left.Unchanged + right.Unchanged,
        Forgotten = left.Forgotten + right.Forgotten,
        Withheld = left.Withheld + right.Withheld,
        Unmanaged = left.Unmanaged + right.Unmanaged,
    };

    private static List<T> Merge<T>(List<T> left, List<T> right, Func<T, RelativePath> pathOf)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return left.Count == 0 ? right : left;
        }

        var merged = new List<T>(left.Count + right.Count);
        int next = 0;
        foreach (T item in left)
        {
            while (next < right.Count && pathOf(right[next]) < pathOf(item))
            {
                merged.Add(right[next++]);
            }

            merged.Add(item);
        }

        merged.AddRange(right[next..]);
        return merged;
    }
}
