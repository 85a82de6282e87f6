using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Tree;

/// <summary>
/// The entries of one directory, sorted by the bytes of their names, each directory among them with its own list. Immutable, so that
/// snapshots share what they have in common and a change costs the directories on its path, never the tree.
/// Columns instead of objects: 84,000 entries take about 70 bytes each plus their names.
/// </summary>
public sealed class EntryList
{
    private readonly byte[] _names;
    private readonly int[] _nameEnds;
    private readonly Entry[] _entries;
    private readonly EntryList?[]? _children;
    private readonly FileStamp[]? _stamps;
    private UInt128 _digest;
    private volatile bool _hasDigest;
    private int _countAll;

    internal EntryList(byte[] names, int[] nameEnds, Entry[] entries, EntryList?[]? children, FileStamp[]? stamps, UInt128? digest = null)
    {
        _names = names;
        _nameEnds = nameEnds;
        _entries = entries;
        _children = children;
        _stamps = stamps;
        (_digest, _hasDigest) = (digest ?? default, digest is not null);
    }

    /// <summary>A directory with nothing in it.</summary>
    public static EntryList Empty { get; } = new([], [], [], null, null);

    /// <summary>Number of entries in this directory itself.</summary>
    public int Count => _entries.Length;

    /// <summary>Whether the entries carry the stamps of the machine they were seen on.</summary>
    public bool HasStamps => _stamps is not null;

    /// <summary>The entry at an index in name order.</summary>
    public ref readonly Entry this[int index] => ref _entries[index];

    /// <summary>The name of the entry at an index.</summary>
    public ReadOnlySpan<byte> NameAt(int index)
    {
        int start = index == 0 ? 0 : _nameEnds[index - 1];
        return _names.AsSpan(start, _nameEnds[index] - start);
    }

    /// <summary>What stands in the directory at an index; empty for anything else.</summary>
    public EntryList ChildrenAt(int index) => _children?[index] ?? Empty;

    /// <summary>What stands in the directory of a name; empty where there is none.</summary>
    public EntryList ChildrenOf(ReadOnlySpan<byte> name) => Find(name) is >= 0 and int index ? ChildrenAt(index) : Empty;

    /// <summary>The stamp of the entry at an index; zero when this list has none.</summary>
    public FileStamp StampAt(int index) => _stamps is null ? default : _stamps[index];

    /// <summary>The index of a name, or the complement of the index where it would stand.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = NameAt(middle).SequenceCompareTo(name);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>
    /// XxHash128 over names, entries and the digests of the lists below (a Merkle tree), so that two sides compare whole trees by 16 bytes
    /// and a change costs only the lists on its path. Stamps do not count.
    /// </summary>
    public UInt128 Digest
    {
        get
        {
            // Threads that come at once compute the same; the flag is written after the value, so nobody sees half of it.
            if (!_hasDigest)
            {
                _digest = ComputeDigest();
                _hasDigest = true;
            }

            return _digest;
        }
    }

    /// <summary>Number of entries here and below.</summary>
    public int CountAll()
    {
        // Counted when asked for, and once: a parallel scan makes a list before the lists below it.
        if (_countAll == 0)
        {
            int count = Count;
            foreach (EntryList? list in _children ?? [])
            {
                count += list?.CountAll() ?? 0;
            }

            _countAll = count;
        }

        return _countAll;
    }

    /// <summary>Whether these are the entries of this directory itself, stamps included.</summary>
    internal bool HasSame(ReadOnlySpan<byte> names, ReadOnlySpan<int> nameEnds, ReadOnlySpan<Entry> entries, ReadOnlySpan<FileStamp> stamps) =>
        stamps.SequenceEqual(_stamps) && entries.SequenceEqual(_entries) && nameEnds.SequenceEqual(_nameEnds) && names.SequenceEqual(_names);

    /// <summary>The same entries with other lists below them, which may be filled in later; none where there are no directories among them.</summary>
    internal EntryList WithChildren(EntryList?[]? children) =>
        _children is null && children is null ? this : new EntryList(_names, _nameEnds, _entries, children, _stamps);

    /// <summary>The same entries with contents that became known, and other lists below them.</summary>
    /// <param name="contents">By index; unknown ones change nothing. Null for none.</param>
    /// <param name="children">The lists below them; null where there are no directories among them.</param>
    internal EntryList WithContents(ContentHash[]? contents, EntryList?[]? children)
    {
        var entries = (Entry[])_entries.Clone();
        for (int i = 0; contents is not null && i < entries.Length; i++)
        {
            entries[i] = contents[i].IsKnown ? entries[i] with { Content = contents[i] } : entries[i];
        }

        return new EntryList(_names, _nameEnds, entries, children, _stamps);
    }

    /// <summary>The lists below as they are, to be changed for others.</summary>
    internal EntryList?[] CopyChildren() => [.. _children!];

    /// <summary>The same with other lists below that have the same digests.</summary>
    internal EntryList WithEqualChildren(EntryList?[] children) => new(_names, _nameEnds, _entries, children, _stamps, Digest);

    private UInt128 ComputeDigest()
    {
        const int RecordLength = 1 + 2 + 8 + 8 + ContentHash.Length + 16 + 4;
        var hash = new XxHash128();
        Span<byte> record = stackalloc byte[RecordLength];
        for (int i = 0; i < Count; i++)
        {
            ref readonly Entry entry = ref _entries[i];
            record[0] = (byte)entry.Type;
            BinaryPrimitives.WriteUInt16LittleEndian(record[1..], entry.Mode);
            BinaryPrimitives.WriteInt64LittleEndian(record[3..], entry.Size);
            BinaryPrimitives.WriteInt64LittleEndian(record[11..], entry.ModifiedNs);
            entry.Content.Write(record[19..]);
            BinaryPrimitives.WriteUInt128LittleEndian(record[35..], entry.IsDirectory ? ChildrenAt(i).Digest : UInt128.Zero);
            ReadOnlySpan<byte> name = NameAt(i);
            BinaryPrimitives.WriteInt32LittleEndian(record[51..], name.Length);
            hash.Append(record);
            hash.Append(name);
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
