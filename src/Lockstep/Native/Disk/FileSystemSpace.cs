using System.Runtime.InteropServices;

namespace Lockstep.Native.Disk;

/// <summary>Room on a file system.</summary>
/// <param name="AvailableBytes">Bytes an ordinary user may still write.</param>
/// <param name="AvailableInodes">
/// Files that may still be created; 0 also where the file system does not count them (<paramref name="TotalInodes"/> is 0 then).
/// </param>
/// <param name="TotalInodes">Files it can hold; 0 where it does not count them.</param>
/// <param name="BlockSize">Bytes in which space is given out.</param>
public readonly record struct FileSystemSpace(long AvailableBytes, long AvailableInodes, long TotalInodes, long BlockSize)
{
    internal static FileSystemSpace From(in StatfsBuffer buffer) => new(
        (long)Math.Min(buffer.AvailableBlocks, (ulong)(long.MaxValue / Math.Max(buffer.FragmentSize, 1))) * buffer.FragmentSize,
        (long)Math.Min(buffer.FreeInodes, long.MaxValue),
        (long)Math.Min(buffer.Inodes, long.MaxValue),
        buffer.FragmentSize);
}

/// <summary>What <c>fstatfs(2)</c> fills in on 64-bit architectures. Only the fields we read are named.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct StatfsBuffer
{
    [FieldOffset(32)]
    public ulong AvailableBlocks;

    [FieldOffset(40)]
    public ulong Inodes;

    [FieldOffset(48)]
    public ulong FreeInodes;

    [FieldOffset(72)]
    public long FragmentSize;
}
