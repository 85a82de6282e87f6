using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// The entries of one directory as they are found, in name order. Unlike <see cref="EntryListBuilder"/> it gives out the list before the
/// lists below it are known; they are put in their places later. Used again for each directory.
/// </summary>
internal sealed class ScannedEntries
{
    private byte[] _names = new byte[4096];
    private int[] _nameEnds = new int[64];
    private Entry[] _entries = new Entry[64];
    private FileStamp[] _stamps = new FileStamp[64];
    private int _namesLength;

    public int Count { get; private set; }

    public void Clear() => Count = _namesLength = 0;

    public void Add(ReadOnlySpan<byte> name, in Entry entry, FileStamp stamp)
    {
        Reserve(name.Length);
        name.CopyTo(_names.AsSpan(_namesLength));
        _namesLength += name.Length;
        _nameEnds[Count] = _namesLength;
        _entries[Count] = entry;
        _stamps[Count] = stamp;
        Count++;
    }

    /// <summary>The list of what was added. Its directories' lists are those that <paramref name="children"/> will have got.</summary>
    /// <param name="children">For the lists below it; null where there are no directories.</param>
    /// <param name="known">An earlier list, whose memory is shared if it was the same.</param>
    public EntryList ToList(EntryList?[]? children, EntryList known)
    {
        if (Count == 0)
        {
            return EntryList.Empty;
        }

        Span<byte> names = _names.AsSpan(0, _namesLength);
        Span<int> nameEnds = _nameEnds.AsSpan(0, Count);
        Span<Entry> entries = _entries.AsSpan(0, Count);
        Span<FileStamp> stamps = _stamps.AsSpan(0, Count);
        return known.HasSame(names, nameEnds, entries, stamps)
            ? known.WithChildren(children)
            : new EntryList(names.ToArray(), nameEnds.ToArray(), entries.ToArray(), children, stamps.ToArray());
    }

    private void Reserve(int nameLength)
    {
        if (_namesLength + nameLength > _names.Length)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }

        if (Count == _entries.Length)
        {
            Array.Resize(ref _nameEnds, Count * 2);
            Array.Resize(ref _entries, Count * 2);
            Array.Resize(ref _stamps, Count * 2);
        }
    }
}
