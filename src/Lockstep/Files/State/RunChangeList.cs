using System.Collections;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>The changes of a run in columns: what replaces nothing, as all of a first push does, has no stamp and no role, and nothing unmanaged before it.</summary>
public sealed class RunChangeList : IReadOnlyList<RunChange>
{
    private readonly ChangeList _changes = [];
    private readonly SparseColumn<FileStamp> _stamps = new();
    private readonly SparseColumn<RunChangeRole> _roles = new();
    private readonly SparseColumn<bool> _unmanaged = new();
    private readonly SparseColumn<bool> _purged = new();

    /// <inheritdoc/>
    public int Count => _changes.Count;

    /// <inheritdoc/>
    public RunChange this[int index] => new(_changes[index], _stamps[index], _roles[index], !_unmanaged[index], _purged[index]);

    /// <summary>Appends a change.</summary>
    public void Add(RunChange change)
    {
        _stamps[Count] = change.Stamp;
        _roles[Count] = change.Role;
        _unmanaged[Count] = !change.WasManaged;
        _purged[Count] = change.IsPurged;
        _changes.Add(change.Change);
    }

    /// <inheritdoc/>
    public IEnumerator<RunChange> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
