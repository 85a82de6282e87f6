using System.Buffers.Binary;
using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>What git's index says of one path: what <c>stat</c> told when its content was last known, and that content's blob (<c>gitformat-index</c>).</summary>
internal readonly ref struct IndexedFile(ReadOnlySpan<byte> fields, int objectNameLength)
{
    private const int StatLength = 40;
    private const int TypeMask = 0xf000, RegularType = 0x8000, LinkType = 0xa000;
    private const int OwnerExecute = 0x40;
    private const int AssumeValid = 0x8000, Extended = 0x4000, StageMask = 0x3000;

    private readonly ReadOnlySpan<byte> _fields = fields;
    private readonly int _objectNameLength = objectNameLength;

    /// <summary>The name of its blob.</summary>
    public ReadOnlySpan<byte> Blob => _fields.Slice(StatLength, _objectNameLength);

    /// <summary>Whether it is a file or link that was added and merged, and is looked at: no submodule, no conflict, no promise.</summary>
    public bool IsPlain => EntryType is not EntryType.None
        && (BinaryPrimitives.ReadUInt16BigEndian(_fields[(StatLength + _objectNameLength)..]) & (AssumeValid | Extended | StageMask)) == 0;

    /// <summary>Modification time in nanoseconds since 1970.</summary>
    public long ModifiedNs => TimeAt(8);

    /// <summary>Whether it is a file that may be executed; null for what is no file.</summary>
    public bool? IsExecutable => EntryType == EntryType.File ? (Mode & OwnerExecute) != 0 : null;

    private uint Mode => At(24);

    private EntryType EntryType => (Mode & TypeMask) switch
    {
        RegularType => EntryType.File,
        LinkType => EntryType.Symlink,
        _ => EntryType.None,
    };

    /// <summary>Whether an entry is what it was when git last knew its content, by everything <c>stat</c> tells.</summary>
    public bool HasStatOf(in Entry entry, FileStamp stamp) =>
        HasModeOf(entry) && At(36) == (uint)entry.Size && ModifiedNs == entry.ModifiedNs && TimeAt(0) == stamp.ChangedNs && At(20) == (uint)stamp.Inode;

    /// <summary>Whether an entry is of its type, and executable where it is.</summary>
    public bool HasModeOf(in Entry entry) =>
        entry.Type == EntryType && (EntryType != EntryType.File || ((Mode ^ entry.Mode) & OwnerExecute) == 0);

    private uint At(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_fields[offset..]);

    private long TimeAt(int offset) => (At(offset) * 1_000_000_000L) + At(offset + 4);
}
