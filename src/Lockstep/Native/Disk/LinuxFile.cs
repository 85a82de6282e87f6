using System.Buffers;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Disk;

/// <summary>An open regular file of Linux.</summary>
internal sealed class LinuxFile(int descriptor) : FileHandle
{
    private const int CopyBufferLength = 128 * 1024;

    /// <inheritdoc/>
    public override bool IsClosed => Descriptor.IsClosed;

    /// <summary>The open descriptor.</summary>
    internal DescriptorHandle Descriptor { get; } = new(descriptor);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => (int)FileCalls.Read(Descriptor, buffer).OrThrow("read");

    /// <inheritdoc/>
    public override int ReadAt(Span<byte> buffer, long offset) => (int)FileCalls.ReadAt(Descriptor, buffer, offset).OrThrow("read");

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[(int)FileCalls.Write(Descriptor, bytes).OrThrow("write")..];
        }
    }

    /// <inheritdoc/>
    public override void WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var written = (int)FileCalls.WriteAt(Descriptor, bytes, offset).OrThrow("write");
            bytes = bytes[written..];
            offset += written;
        }
    }

    /// <inheritdoc/>
    public override void SetLength(long length) => FileCalls.SetLength(Descriptor, length).OrThrow("set the length");

    /// <inheritdoc/>
    public override bool TryCloneFrom(FileHandle source) => FileCalls.Clone(DescriptorOf(source), Descriptor).Succeeded;

    /// <inheritdoc/>
    public override long CopyFrom(FileHandle source, long sourceOffset, long offset, long length)
    {
        long copied = 0;
        while (copied < length)
        {
            CallResult result = FileCalls.CopyRange(DescriptorOf(source), sourceOffset + copied, Descriptor, offset + copied, length - copied);
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

    /// <inheritdoc/>
    public override void FlushContent() => FileCalls.FlushContent(Descriptor).OrThrow("flush");

    /// <inheritdoc/>
    public override FileStatus Status() => Descriptor.Status();

    /// <inheritdoc/>
    public override void SetOwnMode(ushort mode) => Descriptor.SetOwnMode(mode);

    /// <inheritdoc/>
    public override void SetOwnModified(long modifiedNs) => Descriptor.SetOwnModified(modifiedNs);

    /// <inheritdoc/>
    public override void Flush() => Descriptor.Flush();

    /// <inheritdoc/>
    public override void FlushFileSystem() => Descriptor.FlushFileSystem();

    /// <inheritdoc/>
    public override FileSystemSpace Space() => Descriptor.Space();

    /// <inheritdoc/>
    public override void Unlock() => Descriptor.Unlock();

    /// <inheritdoc/>
    internal override byte[]? FindPath() => Descriptor.FindPath();

    /// <inheritdoc/>
    internal override SafeFileHandle Lend() => new(Descriptor.DangerousGetHandle(), ownsHandle: false);

    private protected override bool TryLock(bool isShared) => Descriptor.TryLock(isShared);

    private protected override void Close() => Descriptor.Dispose();

    private static DescriptorHandle DescriptorOf(FileHandle file) => ((LinuxFile)file).Descriptor;

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
