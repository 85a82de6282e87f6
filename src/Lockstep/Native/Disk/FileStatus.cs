using Lockstep.Tree;

namespace Lockstep.Native.Disk;

/// <summary>What <c>statx(2)</c> tells about one entry; a symlink is told about itself.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Mode">Permission bits, 0 to 0o7777.</param>
/// <param name="Size">Length in bytes; for a symlink that of its text.</param>
/// <param name="ModifiedNs">Modification time in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="ChangedNs">Status change time in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Inode">Inode number.</param>
/// <param name="Device">Number of the file system it is on.</param>
/// <param name="LinkCount">Number of hard links.</param>
/// <param name="OwnerId">User id of the owner.</param>
/// <param name="Blocks">Space taken, in units of 512 bytes.</param>
public readonly record struct FileStatus(
    EntryType Type,
    ushort Mode,
    long Size,
    long ModifiedNs,
    long ChangedNs,
    ulong Inode,
    ulong Device,
    uint LinkCount,
    uint OwnerId,
    long Blocks)
{
    private const int TypeMask = 0xf000;
    private const int PermissionMask = 0xfff;
    private const int DirectoryType = 0x4000;
    private const int RegularType = 0x8000;
    private const int SymlinkType = 0xa000;

    /// <summary>Group id of the owning group.</summary>
    public uint GroupId { get; init; }

    /// <summary>What the file system changes by itself with every change.</summary>
    public FileStamp Stamp => new(Inode, ChangedNs);

    /// <summary>The entry as snapshots keep it, its content not known.</summary>
    public Entry ToEntry() => new(
        Type,
        Type == EntryType.Symlink ? (ushort)0 : Mode,
        Type == EntryType.Directory ? 0 : Size,
        ModifiedNs,
        ContentHash.Unknown);

    internal static FileStatus From(in StatxBuffer buffer) => new(
        TypeOf(buffer.Mode),
        (ushort)(buffer.Mode & PermissionMask),
        buffer.Size,
        TimeSpec.ToNanoseconds(buffer.ModifiedSeconds, buffer.ModifiedNanoseconds),
        TimeSpec.ToNanoseconds(buffer.ChangedSeconds, buffer.ChangedNanoseconds),
        buffer.Inode,
        ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
        buffer.LinkCount,
        buffer.OwnerId,
        buffer.Blocks)
    {
        GroupId = buffer.GroupId,
    };

    private static EntryType TypeOf(ushort mode) => (mode & TypeMask) switch
    {
        RegularType => EntryType.File,
        DirectoryType => EntryType.Directory,
        SymlinkType => EntryType.Symlink,
        _ => EntryType.Special,
    };
}
