using Lockstep.Native;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk;

/// <summary>
/// What is no regular file, so that it was not opened: opening a FIFO would wait. It only tells what it is.
/// </summary>
internal sealed class UnopenedFile(FileStatus status) : FileHandle
{
    private bool _isClosed;

    /// <inheritdoc/>
    public override bool IsClosed => _isClosed;

    /// <inheritdoc/>
    public override FileStatus Status() => status;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => throw Refuse("read");

    /// <inheritdoc/>
    public override int ReadAt(Span<byte> buffer, long offset) => throw Refuse("read");

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes) => throw Refuse("write");

    /// <inheritdoc/>
    public override void WriteAt(ReadOnlySpan<byte> bytes, long offset) => throw Refuse("write");

    /// <inheritdoc/>
    public override void SetLength(long length) => throw Refuse("set the length");

    /// <inheritdoc/>
    public override bool TryCloneFrom(FileHandle source) => false;

    /// <inheritdoc/>
    public override long CopyFrom(FileHandle source, long sourceOffset, long offset, long length) => throw Refuse("copy");

    /// <inheritdoc/>
    public override void FlushContent() => throw Refuse("flush");

    /// <inheritdoc/>
    public override void SetOwnMode(ushort mode) => throw Refuse("set permissions");

    /// <inheritdoc/>
    public override void SetOwnModified(long modifiedNs) => throw Refuse("set times");

    /// <inheritdoc/>
    public override void Flush() => throw Refuse("flush");

    /// <inheritdoc/>
    public override void FlushFileSystem() => throw Refuse("flush the file system");

    /// <inheritdoc/>
    public override FileSystemSpace Space() => throw Refuse("ask for free space");

    /// <inheritdoc/>
    public override void Unlock() => throw Refuse("unlock");

    /// <inheritdoc/>
    internal override byte[]? FindPath() => null;

    /// <inheritdoc/>
    internal override SafeFileHandle Lend() => throw Refuse("lend");

    private protected override bool TryLock(bool isShared) => throw Refuse("lock");

    private protected override void Close() => _isClosed = true;

    private static FileSystemException Refuse(string operation) => new(Errno.None, operation, name: default, "not a regular file");
}
