using System.Collections;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>
/// Changes in columns: a first push changes everything, and most changes lack most of what a change may have. 32 bytes each and their paths, 16 more each where the
/// content's hash or the file's stamp is known, 40 more where something stood before, 24 more where there is a source.
/// </summary>
public sealed class ChangeList : IReadOnlyList<Change>
{
    private readonly SparseColumn<Head> _heads = new();
    private readonly SparseColumn<ContentHash> _contents = new();
    private readonly SparseColumn<Entry> _befores = new();
    private readonly SparseColumn<RelativePath> _sources = new();
    private readonly SparseColumn<FileStamp> _stamps = new();
    private readonly SparseColumn<int> _ownModes = new(); // plus one, since 0 is none
    private readonly SparseColumn<ContentSeal> _seals = new();

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc cref="IReadOnlyList{T}.this"/>
    public Change this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            Head head = _heads[index];
            var after = new Entry(head.Type, head.Mode, head.Size, head.ModifiedNs, _contents[index]);
            return new Change(head.Kind, head.Path, _befores[index], after, head.Transfer, _sources[index])
            {
                Stamp = _stamps[index],
                OwnMode = _ownModes[index] == 0 ? null : (ushort)(_ownModes[index] - 1),
                Seal = _seals[index],
            };
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            _heads[index] = new Head(value.Path, value.After.Size, value.After.ModifiedNs, value.After.Mode, value.After.Type, value.Kind, value.Transfer);
            _contents[index] = value.After.Content;
            _befores[index] = value.Before;
            _sources[index] = value.Source;
            _stamps[index] = value.Stamp;
            _ownModes[index] = value.OwnMode is { } own ? own + 1 : 0;
            _seals[index] = value.Seal;
        }
    }

    /// <summary>Appends a change.</summary>
    public void Add(Change change)
    {
        Count++;
        this[Count - 1] = change;
    }

    /// <inheritdoc/>
    public IEnumerator<Change> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What every change has.</summary>
    internal readonly record struct Head(
        RelativePath Path, long Size, long ModifiedNs, ushort Mode, EntryType Type, ChangeKind Kind, Transfer Transfer);
}
