using System.Runtime.InteropServices;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Portable.Disk.Windows;

/// <summary>BY_HANDLE_FILE_INFORMATION.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct WindowsInformation
{
    public uint Attributes;
    public long Created;
    public long Accessed;
    public long Written;
    public uint Volume;
    public uint SizeHigh;
    public uint SizeLow;
    public uint LinkCount;
    public uint IndexHigh;
    public uint IndexLow;

    public readonly long Size => ((long)SizeHigh << 32) | SizeLow;

    public readonly ulong Index => ((ulong)IndexHigh << 32) | IndexLow;
}

/// <summary>FILE_BASIC_INFO.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowsTimes
{
    public long Created;
    public long Accessed;
    public long Written;
    public long Changed;
    public uint Attributes;
}

/// <summary>FILE_ATTRIBUTE_TAG_INFO.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowsTag
{
    public uint Attributes;
    public uint Tag;
}

/// <summary>What Windows tells of files, as the layers above have it.</summary>
internal static class WindowsStatus
{
    public const uint ReadOnly = 0x1, IsDirectory = 0x10, IsReparsePoint = 0x400;

    private const uint SymlinkTag = 0xA000000C, JunctionTag = 0xA0000003;
    private const ushort UsualFile = 0x1a4; // rw-r--r--
    private const ushort UsualDirectory = 0x1ed; // rwxr-xr-x
    private const int BlockLength = 512;

    /// <summary>FILETIME counts steps of 100 ns from the year 1601.</summary>
    public const long StepNs = 100;

    private const long Epoch = 116_444_736_000_000_000;
    private const long MostSteps = long.MaxValue / StepNs;

    /// <summary>A time in nanoseconds since 1970; beyond the reach of 64 bits the last one within.</summary>
    public static long ToNs(long fileTime) => Math.Clamp(fileTime - Epoch, -MostSteps, MostSteps) * StepNs;

    /// <summary>A time as Windows has it, never later than asked for; at least 1, since 0 means "leave it".</summary>
    public static long ToFileTime(long ns) => Math.Max((ns >= 0 ? ns / StepNs : (ns - StepNs + 1) / StepNs) + Epoch, 1);

    /// <summary>
    /// What an entry is. Other reparse points than links, such as files that are kept in a cloud, are the files they stand
    /// for. A directory without a tag is a link too: so Wine shows those of Unix.
    /// </summary>
    public static EntryType TypeOf(uint attributes, uint tag)
    {
        bool isDirectory = (attributes & IsDirectory) != 0;
        bool isLink = (attributes & IsReparsePoint) != 0 && (tag is SymlinkTag or JunctionTag || (isDirectory && tag == 0));
        return isLink ? EntryType.Symlink : isDirectory ? EntryType.Directory : EntryType.File;
    }

    /// <summary>A status; permission bits are the usual ones, since Windows has none.</summary>
    public static FileStatus Of(EntryType type, long size, long written, long changed, ulong index, uint volume, uint links) => new(
        type,
        type == EntryType.Directory ? UsualDirectory : UsualFile,
        type == EntryType.File ? size : 0,
        ToNs(written),
        ToNs(changed),
        index,
        volume,
        links,
        OwnerId: 0,
        (size + BlockLength - 1) / BlockLength);
}
