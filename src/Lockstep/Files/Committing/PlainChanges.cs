using System.Collections;
using Lockstep.Files.State;
using Lockstep.Plan;

namespace Lockstep.Files.Committing;

/// <summary>The changes of a run without what the run knows beyond the plan; a view, as a first push has a hundred thousand of them.</summary>
internal sealed class PlainChanges(IReadOnlyList<RunChange> changes) : IReadOnlyList<Change>
{
    public int Count => changes.Count;

    public Change this[int index] => changes[index].Change;

    public IEnumerator<Change> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
