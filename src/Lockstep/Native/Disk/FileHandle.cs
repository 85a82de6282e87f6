using System.Buffers;
using Lockstep.Native.Descriptors;

namespace Lockstep.Native.Disk;

/// <summary>An open regular file. Not for use by two threads at once, but for the methods that take an offset.</summary>
public sealed class FileHandle : DescriptorHandle
{
    private const int CopyBufferLength = 128 * 1024;

    internal FileHandle(int descriptor)
        : base(descriptor, ownsHandle: true)
    {
    }

    /// <summary>Reads on; returns the number of bytes, 0 at the end.</summary>
    public int Read(Span<byte> buffer) => (int)FileCalls.Read(this, buffer).OrThrow("read");

    /// <summary>Reads at an offset; returns the number of bytes, 0 at the end.</summary>
    public int ReadAt(Span<byte> buffer, long offset) => (int)FileCalls.ReadAt(this, buffer, offset).OrThrow("read");

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
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[(int)FileCalls.Write(this, bytes).OrThrow("write")..];
        }
    }

    /// <summary>Writes all bytes at an offset.</summary>
    public void WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var written = (int)FileCalls.WriteAt(this, bytes, offset).OrThrow("write");
            bytes = bytes[written..];
            offset += written;
        }
    }

    /// <summary>Cuts the file or fills it up with zeros (a hole).</summary>
    public void SetLength(long length) => FileCalls.SetLength(this, length).OrThrow("set the length");

    /// <summary>
    /// Takes up the space for a length, so that a full disk shows before the first byte is written. False where the file system cannot.
    /// </summary>
    public bool TryAllocate(long length)
    {
        if (length == 0)
        {
            return true;
        }

        CallResult result = FileCalls.Allocate(this, length);
        if (result.Error is Errno.EOPNOTSUPP or Errno.ENOSYS)
        {
            return false;
        }

        result.OrThrow("allocate space");
        return true;
    }

    /// <summary>Makes this (empty) file share all of another's content without copying. False where the file system cannot.</summary>
    public bool TryCloneFrom(FileHandle source) => FileCalls.Clone(source, this).Succeeded;

    /// <summary>
    /// Copies a part of another file to an offset, within the kernel where it can; returns the number of bytes, which is less than
    /// <paramref name="length"/> only when the source ends before.
    /// </summary>
    public long CopyFrom(FileHandle source, long sourceOffset, long offset, long length)
    {
        long copied = 0;
        while (copied < length)
        {
            CallResult result = FileCalls.CopyRange(source, sourceOffset + copied, this, offset + copied, length - copied);
            if (result.Error is Errno.EXDEV or Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.EPERM)
            {
                return copied + CopyThroughBuffer(source, sourceOffset + copied, offset + copied, length - copied);
            }

            long step = result.OrThrow("copy");
            if (step == 0)
            {
                return copied;
            }

            copied += step;
        }

        return copied;
    }

    /// <summary>Waits until the content is on the medium.</summary>
    public void FlushContent() => FileCalls.FlushContent(this).OrThrow("flush");

    private long CopyThroughBuffer(FileHandle source, long sourceOffset, long offset, long length)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferLength);
        try
        {
            long copied = 0;
            while (copied < length)
            {
                int read = source.ReadAt(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - copied)), sourceOffset + copied);
                if (read == 0)
                {
                    break;
                }

                WriteAt(buffer.AsSpan(0, read), offset + copied);
                copied += read;
            }

            return copied;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
