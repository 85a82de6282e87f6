using System.Buffers.Binary;
using Lockstep.Tree;

namespace Lockstep.Native.Disk;

/// <summary>One name in a directory; valid until the listing moves on.</summary>
/// <param name="name">The name's bytes.</param>
/// <param name="type">What it is; <see cref="EntryType.None"/> when the file system does not say without being asked for it.</param>
public readonly ref struct ListedName(ReadOnlySpan<byte> name, EntryType type)
{
    /// <summary>The name's bytes.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>What it is; <see cref="EntryType.None"/> when the file system does not say without being asked for it.</summary>
    public EntryType Type { get; } = type;
}

/// <summary>
/// The names in a directory, in the file system's order, without <c>.</c> and <c>..</c>; for <c>foreach</c>. Moving on throws a
/// <see cref="FileSystemException"/> when the directory cannot be read. Names that come or go meanwhile may be in it, or twice.
/// </summary>
public ref struct DirectoryListing
{
    // struct linux_dirent64: inode (8), offset (8), record length (2), type (1), name up to a zero byte.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    private readonly DirectoryHandle _directory;
    private readonly Span<byte> _buffer;
    private int _next;
    private int _end;

    internal DirectoryListing(DirectoryHandle directory, Span<byte> buffer)
    {
        _directory = directory;
        _buffer = buffer;
    }

    /// <summary>The name stood at.</summary>
    public ListedName Current { get; private set; }

    /// <summary>The listing itself.</summary>
    public readonly DirectoryListing GetEnumerator() => this;

    /// <summary>Goes to the next name; false after the last.</summary>
    public bool MoveNext()
    {
        do
        {
            if (_next == _end && !Refill())
            {
                return false;
            }

            ReadOnlySpan<byte> record = _buffer[_next.._end];
            int length = BinaryPrimitives.ReadUInt16LittleEndian(record[LengthOffset..]);
            ReadOnlySpan<byte> name = record[NameOffset..length];
            Current = new ListedName(name[..name.IndexOf((byte)0)], TypeOf(record[TypeOffset]));
            _next += length;
        }
        while (Current.Name.SequenceEqual("."u8) || Current.Name.SequenceEqual(".."u8));
        return true;
    }

    private bool Refill()
    {
        _next = 0;
        _end = _directory.ReadNames(_buffer);
        return _end > 0;
    }

    private static EntryType TypeOf(byte type) => type switch
    {
        0 => EntryType.None,
        4 => EntryType.Directory,
        8 => EntryType.File,
        10 => EntryType.Symlink,
        _ => EntryType.Special,
    };
}
