using System.Runtime.InteropServices;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Portable.Disk.Unix;

/// <summary>
/// What the runtime's native part tells of a file, the same on every Unix. It comes with the runtime and may change with
/// it: a test compares it with Linux' own answer.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UnixStatus
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int BlockLength = 512;
    private const int TypeMask = 0xf000;
    private const int PermissionMask = 0xfff;

    public int Flags;
    public int Mode;
    public uint UserId;
    public uint GroupId;
    public long Size;
    public long Accessed;
    public long AccessedFraction;
    public long Modified;
    public long ModifiedFraction;
    public long Changed;
    public long ChangedFraction;
    public long Born;
    public long BornFraction;
    public long Device;
    public long NodeDevice;
    public long Inode;
    public uint UserFlags;

    // Room for what a later runtime may add.
    private readonly long _spare1, _spare2, _spare3, _spare4;

    /// <summary>When it was made, in nanoseconds since 1970; 0 where the file system does not tell.</summary>
    public readonly long BornNs => Nanoseconds(Born, BornFraction);

    /// <summary>The same as the layers above have it. Links are not counted, and space is that of the content.</summary>
    public readonly FileStatus ToStatus() => new(
        TypeOf(Mode),
        (ushort)(Mode & PermissionMask),
        Size,
        Nanoseconds(Modified, ModifiedFraction),
        Nanoseconds(Changed, ChangedFraction),
        (ulong)Inode,
        (ulong)Device,
        LinkCount: 1,
        UserId,
        (Size + BlockLength - 1) / BlockLength)
    {
        GroupId = GroupId,
    };

    private static long Nanoseconds(long seconds, long fraction) => TimeSpec.ToNanoseconds(seconds, (uint)(fraction % NanosecondsPerSecond));

    private static EntryType TypeOf(int mode) => (mode & TypeMask) switch
    {
        0x8000 => EntryType.File,
        0x4000 => EntryType.Directory,
        0xa000 => EntryType.Symlink,
        _ => EntryType.Special,
    };
}

/// <summary>How large a terminal is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UnixWindowSize
{
    public ushort Rows;
    public ushort Columns;
    public ushort PixelsWide;
    public ushort PixelsHigh;
}

/// <summary>A name in a directory as the runtime's native part gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UnixName
{
    public byte* Name;

    /// <summary>Its length; -1 when it ends with a zero byte.</summary>
    public int Length;

    /// <summary>What it is, as in <c>dirent</c>.</summary>
    public int Type;
}
