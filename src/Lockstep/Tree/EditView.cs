using System.Collections;

namespace Lockstep.Tree;

/// <summary>
/// Edits that are put together when they are asked for: everything a first push changes is an edit of the baseline, and a list of them would take more
/// memory than the baseline itself.
/// </summary>
/// <param name="count">How many there are.</param>
/// <param name="editAt">Gives one by its index; the same each time.</param>
internal sealed class EditView(int count, Func<int, EntryEdit> editAt) : IReadOnlyList<EntryEdit>
{
    public int Count => count;

    public EntryEdit this[int index] => editAt(index);

    /// <summary>Two lists in path order as one; where both have a path, the first counts.</summary>
    public static IReadOnlyList<EntryEdit> Merge(IReadOnlyList<EntryEdit> first, IReadOnlyList<EntryEdit> second)
    {
        if (first.Count == 0 || second.Count == 0)
        {
            return first.Count == 0 ? second : first;
        }

        var order = new List<int>(first.Count + second.Count);
        int left = 0, right = 0;
        while (left < first.Count || right < second.Count)
        {
            int comparison = left == first.Count ? 1 : right == second.Count ? -1 : first[left].Path.CompareTo(second[right].Path);
            order.Add(comparison <= 0 ? left : ~right);
            left += comparison <= 0 ? 1 : 0;
            right += comparison >= 0 ? 1 : 0;
        }

        return new EditView(order.Count, index => order[index] >= 0 ? first[order[index]] : second[~order[index]]);
    }

    public IEnumerator<EntryEdit> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
