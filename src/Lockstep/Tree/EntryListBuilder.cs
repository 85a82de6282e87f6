namespace Lockstep.Tree;

/// <summary>Builds an <see cref="EntryList"/> from entries added in name order. Can be reused after <see cref="Build"/>.</summary>
public sealed class EntryListBuilder
{
    private readonly List<byte> _names = [];
    private readonly List<int> _nameEnds = [];
    private readonly List<Entry> _entries = [];
    private readonly List<FileStamp> _stamps = [];
    private readonly List<EntryList?> _children = [];
    private bool _hasChildren;
    private bool _hasStamps;

    /// <summary>Number of entries added since the last <see cref="Build"/>.</summary>
    public int Count => _entries.Count;

    /// <summary>
    /// Adds an entry whose name comes after all names added so far, or throws a <see cref="ProtocolException"/>:
    /// lists of a peer are built by this method too.
    /// </summary>
    public void Add(ReadOnlySpan<byte> name, in Entry entry, EntryList? children = null, FileStamp stamp = default)
    {
        if (Count > 0 && LastName().SequenceCompareTo(name) >= 0)
        {
            throw new ProtocolException($"name '{DisplayText.Of(name)}' is out of order after '{DisplayText.Of(LastName())}'");
        }

        _names.AddRange(name);
        _nameEnds.Add(_names.Count);
        _entries.Add(entry);
        _children.Add(children);
        _stamps.Add(stamp);
        _hasChildren |= children is { Count: > 0 };
        _hasStamps |= stamp != default;
    }

    /// <summary>The list of what was added; the builder is empty again.</summary>
    public EntryList Build()
    {
        if (Count == 0)
        {
            return EntryList.Empty;
        }

        var list = new EntryList(
            [.. _names],
            [.. _nameEnds],
            [.. _entries],
            _hasChildren ? [.. _children] : null,
            _hasStamps ? [.. _stamps] : null);
        _names.Clear();
        _nameEnds.Clear();
        _entries.Clear();
        _children.Clear();
        _stamps.Clear();
        _hasChildren = _hasStamps = false;
        return list;
    }

    private ReadOnlySpan<byte> LastName() =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_names)[(Count == 1 ? 0 : _nameEnds[^2])..];
}
