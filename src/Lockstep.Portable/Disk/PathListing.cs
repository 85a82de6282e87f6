using System.Buffers.Binary;
using Lockstep.Native.Disk;

namespace Lockstep.Portable.Disk;

/// <summary>An open listing of a directory.</summary>
internal abstract class PathListing : IDisposable
{
    // The form that DirectoryListing reads: inode (8), offset (8), record length (2), type (1), name up to a zero byte.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    /// <summary>Fills a buffer with the next names, in the form of <see cref="DirectoryHandle.ReadNames"/>.</summary>
    /// <returns>Bytes filled; 0 after the last name.</returns>
    public abstract int Fill(Span<byte> buffer);

    /// <summary>What the listing told of a name beside it, once; where the system does.</summary>
    public virtual bool TryTakeStatus(ReadOnlySpan<byte> name, out FileStatus status)
    {
        status = default;
        return false;
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Writes one name.</summary>
    /// <returns>Bytes written; 0 when there is no room for it.</returns>
    protected static int Write(Span<byte> buffer, ReadOnlySpan<byte> name, byte type)
    {
        int length = (NameOffset + name.Length + 1 + 7) & ~7;
        if (buffer.Length < length)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(buffer[LengthOffset..], (ushort)length);
        buffer[TypeOffset] = type;
        name.CopyTo(buffer[NameOffset..]);
        buffer[NameOffset + name.Length] = 0;
        return length;
    }
}
