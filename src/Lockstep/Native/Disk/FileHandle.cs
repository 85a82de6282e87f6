namespace Lockstep.Native.Disk;

/// <summary>An open regular file. Not for use by two threads at once, but for the methods that take an offset.</summary>
public abstract class FileHandle : DiskHandle
{
    /// <summary>Reads on; returns the number of bytes, 0 at the end.</summary>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Reads at an offset; returns the number of bytes, 0 at the end.</summary>
    public abstract int ReadAt(Span<byte> buffer, long offset);

    /// <summary>Reads from the start to the end or to a length, whichever comes first.</summary>
    public byte[] ReadAll(long length)
    {
        var content = new byte[length];
        int filled = 0;
        while (filled < content.Length && ReadAt(content.AsSpan(filled), filled) is > 0 and int read)
        {
            filled += read;
        }

        return filled == content.Length ? content : content[..filled];
    }

    /// <summary>Writes all bytes on.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Writes all bytes at an offset.</summary>
    public abstract void WriteAt(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file or fills it up with zeros (a hole).</summary>
    public abstract void SetLength(long length);

    /// <summary>Makes this (empty) file share all of another's content without copying. False where the file system cannot.</summary>
    public abstract bool TryCloneFrom(FileHandle source);

    /// <summary>
    /// Copies a part of another file to an offset, within the kernel where it can; returns the number of bytes, which is
    /// less than <paramref name="length"/> only when the source ends before.
    /// </summary>
    public abstract long CopyFrom(FileHandle source, long sourceOffset, long offset, long length);

    /// <summary>Waits until the content is on the medium.</summary>
    public abstract void FlushContent();
}
