using System.Diagnostics.CodeAnalysis;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk;

/// <summary>A directory as its path. Nothing is open, so it is no more than a name for what stands there.</summary>
/// <param name="calls">The system's calls.</param>
/// <param name="path">Absolute, without a slash at its end; empty for the root of all.</param>
internal sealed partial class PathDirectory(PathCalls calls, byte[] path) : DirectoryHandle
{
    private const int MostStackBytes = 1024;

    private readonly byte[] _path = path is [.. var start, (byte)'/'] ? start : path;
    private PathListing? _listing;
    private bool _isClosed;

    /// <inheritdoc/>
    public override bool IsClosed => _isClosed;

    // A drive's root is written with its slash.
    private byte[] OwnPath => _path is [] or [_, (byte)':'] ? [.. _path, (byte)'/'] : _path;

    /// <inheritdoc/>
    public override bool TryOpenDirectory(
        ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error)
    {
        byte[] below = PathOf(name);
        error = calls.Stat(below, isFollowing: false, out FileStatus status);
        error = error == Errno.None && status.Type != EntryType.Directory ? Errno.ENOTDIR : error;
        directory = error == Errno.None ? new PathDirectory(calls, below) : null;
        return directory is not null;
    }

    /// <inheritdoc/>
    public override DirectoryHandle Reopen() => new PathDirectory(calls, _path);

    /// <inheritdoc/>
    public override Errno Stat(ReadOnlySpan<byte> name, out FileStatus status)
    {
        DiskWork.Count();
        int length = _path.Length + 1 + Checked(name).Length;
        Span<byte> below = length <= MostStackBytes ? stackalloc byte[length] : new byte[length];
        _path.CopyTo(below);
        below[_path.Length] = (byte)'/';
        name.CopyTo(below[(_path.Length + 1)..]);
        Errno error = _listing is not null && _listing.TryTakeStatus(name, out status)
            ? Errno.None
            : calls.Stat(below, isFollowing: false, out status);
        status = error == Errno.None && calls.Modes is { } modes ? modes.Complete(calls, below, status) : status;
        return error;
    }

    /// <inheritdoc/>
    public override FileHandle OpenFileForRead(ReadOnlySpan<byte> name, out FileStatus status) =>
        OpenRegular(name, FileUse.Read, "open", mode: 0, out status);

    /// <inheritdoc/>
    public override FileHandle OpenFileForWrite(ReadOnlySpan<byte> name) => OpenRegular(name, FileUse.Write, "open", mode: 0, out _);

    /// <inheritdoc/>
    public override int ReadLink(ReadOnlySpan<byte> name, Span<byte> text)
    {
        Check(calls.ReadLink(PathOf(name), text, out int length), "read link", name);
        return length;
    }

    /// <inheritdoc/>
    public override FileStatus Status()
    {
        Check(calls.Stat(OwnPath, isFollowing: true, out FileStatus status), "stat", name: default);
        return calls.Modes?.Complete(calls, OwnPath, status) ?? status;
    }

    /// <inheritdoc/>
    public override void SetOwnMode(ushort mode)
    {
        Check(calls.SetMode(OwnPath, mode), "set permissions", name: default);
        calls.Modes?.Set(Status(), mode);
    }

    /// <inheritdoc/>
    public override void SetOwnModified(long modifiedNs) => Check(calls.SetModified(OwnPath, modifiedNs), "set times", name: default);

    /// <inheritdoc/>
    public override void Flush() => Check(calls.FlushDirectory(OwnPath), "flush", name: default);

    /// <inheritdoc/>
    public override void FlushFileSystem() => Check(calls.FlushAll(), "flush the file system", name: default);

    /// <inheritdoc/>
    public override FileSystemSpace Space()
    {
        Check(calls.GetSpace(OwnPath, out FileSystemSpace space), "ask for free space", name: default);
        return space;
    }

    /// <inheritdoc/>
    public override void Unlock() => throw new FileSystemException(Errno.EOPNOTSUPP, "unlock", name: default);

    /// <inheritdoc/>
    internal override byte[]? FindPath() => OwnPath;

    /// <inheritdoc/>
    internal override SafeFileHandle Lend() => throw new FileSystemException(Errno.EOPNOTSUPP, "lend", name: default);

    /// <inheritdoc/>
    internal override bool TryOpenComponent(
        ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? component, out FileStatus status, out Errno error)
    {
        byte[] below = PathOf(name);
        error = Stat(name, out status);
        component = error == Errno.None ? new PathDirectory(calls, below) : null;
        return component is not null;
    }

    /// <inheritdoc/>
    internal override byte[] ReadOwnLink()
    {
        Span<byte> text = stackalloc byte[RelativePath.MaxLength + 1];
        Check(calls.ReadLink(_path, text, out int length), "read link", name: default);
        return text[..length].ToArray();
    }

    /// <inheritdoc/>
    internal override bool TryOpenBeneath(
        ReadOnlySpan<byte> path, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error)
    {
        // The caller goes component by component where the kernel cannot do it in one call.
        (directory, error) = (null, Errno.ENOSYS);
        return false;
    }

    /// <inheritdoc/>
    internal override int ReadNames(Span<byte> buffer) => _listing!.Fill(buffer);

    private protected override void StartListing()
    {
        Forget();
        Check(calls.OpenListing(OwnPath, out _listing), "list directory", name: default);
    }

    private protected override bool TryLock(bool isShared) => throw new FileSystemException(Errno.EOPNOTSUPP, "lock", name: default);

    private protected override void Close()
    {
        Forget();
        _isClosed = true;
    }

    private static void Check(Errno error, string operation, ReadOnlySpan<byte> name)
    {
        DiskWork.Count();
        if (error != Errno.None)
        {
            throw new FileSystemException(error, operation, name);
        }
    }

    private byte[] PathOf(ReadOnlySpan<byte> name) => [.. _path, (byte)'/', .. Checked(name)];

    // What a listing told holds no longer than what it tells of stays as it is.
    private void Forget()
    {
        _listing?.Dispose();
        _listing = null;
    }

    private PathFile OpenRegular(ReadOnlySpan<byte> name, FileUse use, string operation, ushort mode, out FileStatus status)
    {
        byte[] below = PathOf(name);
        Errno found = calls.Stat(below, isFollowing: false, out FileStatus standing);
        bool isThere = found == Errno.None;
        if (isThere && standing.Type != EntryType.File)
        {
            throw standing.Type == EntryType.Symlink
                ? new FileSystemException(Errno.ELOOP, operation, name)
                : new FileSystemException(Errno.None, operation, name, "not a regular file");
        }

        if (!isThere && use is FileUse.Read or FileUse.Write)
        {
            throw new FileSystemException(found, operation, name);
        }

        Check(calls.OpenFile(below, use, mode, out SafeFileHandle? file), operation, name);
        var opened = new PathFile(calls, file!, below);
        status = opened.Status();
        return opened;
    }
}
