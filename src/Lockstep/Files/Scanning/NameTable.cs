using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// The names of one directory's listing, sorted by their bytes. Used again and again, so that a listing allocates nothing.
/// </summary>
internal sealed class NameTable
{
    private const int ListingBufferLength = 64 * 1024;

    private readonly byte[] _listingBuffer = GC.AllocateUninitializedArray<byte>(ListingBufferLength);
    private readonly List<Record> _records = [];
    private byte[] _bytes = new byte[4096];
    private int _length;

    public int Count => _records.Count;

    public ReadOnlySpan<byte> this[int index] => _records[index].NameIn(_bytes);

    /// <summary>What the file system said in passing; <see cref="EntryType.None"/> for nothing.</summary>
    public EntryType TypeAt(int index) => _records[index].Type;

    /// <summary>The index of a name, or a negative number.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = this[middle].SequenceCompareTo(name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Replaces the table by what stands in a directory now, or throws a <see cref="FileSystemException"/>.</summary>
    public void Fill(DirectoryHandle directory)
    {
        _records.Clear();
        _length = 0;
        foreach (ListedName listed in directory.List(_listingBuffer))
        {
            Add(listed.Name, listed.Type);
        }

        CollectionsMarshal.AsSpan(_records).Sort(new ByName(_bytes));
        DropRepetitions();
    }

    private void Add(ReadOnlySpan<byte> name, EntryType type)
    {
        if (_length + name.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + name.Length));
        }

        name.CopyTo(_bytes.AsSpan(_length));
        _records.Add(new Record(PrefixOf(name), _length, (ushort)name.Length, type));
        _length += name.Length;
    }

    // A name that is replaced while the directory is listed can come twice.
    private void DropRepetitions()
    {
        for (int i = Count - 1; i > 0; i--)
        {
            if (this[i].SequenceEqual(this[i - 1]))
            {
                _records.RemoveAt(i);
            }
        }
    }

    private static ulong PrefixOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(name);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        name.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    /// <param name="Prefix">The first eight bytes as a number, which decides nearly every comparison.</param>
    /// <param name="Offset">Where the name starts.</param>
    /// <param name="Length">Its length in bytes.</param>
    /// <param name="Type">What the listing said.</param>
    private readonly record struct Record(ulong Prefix, int Offset, ushort Length, EntryType Type)
    {
        public ReadOnlySpan<byte> NameIn(byte[] bytes) => bytes.AsSpan(Offset, Length);
    }

    private readonly struct ByName(byte[] bytes) : IComparer<Record>
    {
        public int Compare(Record x, Record y) =>
            x.Prefix != y.Prefix ? x.Prefix.CompareTo(y.Prefix) : x.NameIn(bytes).SequenceCompareTo(y.NameIn(bytes));
    }
}
