using System.Buffers;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk;

/// <summary>An open regular file that the framework reads and writes.</summary>
/// <param name="calls">The system's calls.</param>
/// <param name="file">The open file; closed with this.</param>
/// <param name="path">Where it was opened.</param>
internal sealed class PathFile(PathCalls calls, SafeFileHandle file, byte[] path) : FileHandle
{
    private const int CopyBufferLength = 128 * 1024;

    private long _position;

    /// <inheritdoc/>
    public override bool IsClosed => file.IsClosed;

    /// <inheritdoc/>
    public override FileStatus Status()
    {
        Check(calls.Stat(file, out FileStatus status), "stat");
        return calls.Modes?.Complete(calls, path, status) ?? status;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = ReadAt(buffer, _position);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override int ReadAt(Span<byte> buffer, long offset)
    {
        try
        {
            int read = RandomAccess.Read(file, buffer, offset);
            DiskWork.Count();
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refused(e, "read");
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        WriteAt(bytes, _position);
        _position += bytes.Length;
    }

    /// <inheritdoc/>
    public override void WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
            DiskWork.Count();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refused(e, "write");
        }
    }

    /// <inheritdoc/>
    public override void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(file, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refused(e, "set the length");
        }
    }

    /// <inheritdoc/>
    public override bool TryCloneFrom(FileHandle source) => false;

    /// <inheritdoc/>
    public override long CopyFrom(FileHandle source, long sourceOffset, long offset, long length)
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

    /// <inheritdoc/>
    public override void FlushContent() => Flush();

    /// <inheritdoc/>
    public override void SetOwnMode(ushort mode)
    {
        Check(calls.SetMode(file, mode), "set permissions");
        if (calls.Modes is { } modes)
        {
            Check(calls.Stat(file, out FileStatus status), "stat");
            modes.Set(status, mode);
        }
    }

    /// <inheritdoc/>
    public override void SetOwnModified(long modifiedNs) => Check(calls.SetModified(file, modifiedNs), "set times");

    /// <inheritdoc/>
    public override void Flush() => Check(calls.Flush(file), "flush");

    /// <inheritdoc/>
    public override void FlushFileSystem()
    {
        Flush();
        Check(calls.FlushAll(), "flush the file system");
    }

    /// <inheritdoc/>
    public override FileSystemSpace Space()
    {
        Check(calls.GetSpace(path, out FileSystemSpace space), "ask for free space");
        return space;
    }

    /// <inheritdoc/>
    public override void Unlock() => Check(calls.Unlock(file), "unlock");

    /// <inheritdoc/>
    internal override byte[]? FindPath() => path;

    /// <inheritdoc/>
    internal override SafeFileHandle Lend() => new(file.DangerousGetHandle(), ownsHandle: false);

    private protected override bool TryLock(bool isShared)
    {
        Errno error = calls.Lock(file, isShared);
        if (error == Errno.EAGAIN)
        {
            return false;
        }

        Check(error, "lock");
        return true;
    }

    private protected override void Close() => file.Dispose();

    private static void Check(Errno error, string operation)
    {
        DiskWork.CountLong();
        if (error != Errno.None)
        {
            throw new FileSystemException(error, operation, name: default);
        }
    }

    private FileSystemException Refused(Exception failure, string operation)
    {
        Errno error = calls.ErrorOf(failure);
        return new FileSystemException(error, operation, name: default, error == Errno.None ? failure.Message : null);
    }
}
