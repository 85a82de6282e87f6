using Lockstep.Native;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk;

/// <summary>The half that changes what stands in the directory.</summary>
internal sealed partial class PathDirectory
{
    /// <inheritdoc/>
    public override FileHandle CreateFile(ReadOnlySpan<byte> name, bool exclusive = true, ushort mode = PrivateFile)
    {
        Forget();
        if (!exclusive)
        {
            return OpenRegular(name, FileUse.WriteOrCreate, "create", mode, out _);
        }

        byte[] below = NewPathOf(name, "create");
        Check(calls.OpenFile(below, FileUse.Create, mode, out SafeFileHandle? file), "create", name);
        return new PathFile(calls, file!, below);
    }

    /// <inheritdoc/>
    public override void MakeDirectory(ReadOnlySpan<byte> name, ushort mode = PrivateDirectory) =>
        Change(calls.MakeDirectory(NewPathOf(name, "make directory"), mode), "make directory", name);

    /// <inheritdoc/>
    public override void Rename(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName)
    {
        Of(to).Forget();
        Change(calls.Rename(PathOf(name), Of(to).NewPathOf(newName, "rename")), "rename", name);
    }

    /// <inheritdoc/>
    public override void RenameNoReplace(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName)
    {
        Of(to).Forget();
        Forget();
        byte[] from = PathOf(name), target = Of(to).NewPathOf(newName, "rename");
        Check(calls.Stat(from, isFollowing: false, out _), "rename", name);
        if (calls.Stat(target, isFollowing: false, out _) == Errno.None && !IsSpelledOtherwise(from, target))
        {
            throw new FileSystemException(Errno.EEXIST, "rename", name);
        }

        Check(calls.Rename(from, target), "rename", name);
    }

    /// <inheritdoc/>
    public override bool TryExchange(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> otherName)
    {
        Check(calls.Stat(PathOf(name), isFollowing: false, out _), "exchange", name);
        Check(calls.Stat(Of(to).PathOf(otherName), isFollowing: false, out _), "exchange", otherName);
        return false;
    }

    /// <inheritdoc/>
    public override void Link(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName)
    {
        Of(to).Forget();
        Change(calls.Link(PathOf(name), Of(to).NewPathOf(newName, "link")), "link", name);
    }

    /// <inheritdoc/>
    public override void Symlink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        Change(calls.Symlink(text, NewPathOf(name, "make symbolic link")), "make symbolic link", name);

    /// <inheritdoc/>
    public override void Unlink(ReadOnlySpan<byte> name) => Change(calls.Unlink(PathOf(name)), "remove", name);

    /// <inheritdoc/>
    public override void RemoveDirectory(ReadOnlySpan<byte> name) =>
        Change(calls.RemoveDirectory(PathOf(name)), "remove directory", name);

    /// <inheritdoc/>
    public override void SetMode(ReadOnlySpan<byte> name, ushort mode)
    {
        byte[] below = PathOf(name);
        Check(calls.Stat(below, isFollowing: false, out FileStatus status), "set permissions of", name);
        Errno error = status.Type == Tree.EntryType.Symlink ? Errno.ELOOP : calls.SetMode(below, mode);
        Change(error, "set permissions of", name);
        calls.Modes?.Set(status, mode);
    }

    /// <inheritdoc/>
    public override void SetModified(ReadOnlySpan<byte> name, long modifiedNs) =>
        Change(calls.SetModified(PathOf(name), modifiedNs), "set times of", name);

    /// <inheritdoc/>
    internal override void MakePipe(ReadOnlySpan<byte> name, ushort mode = PrivateFile) =>
        throw new FileSystemException(Errno.EOPNOTSUPP, "make a pipe", name);

    /// <inheritdoc/>
    internal override SafeFileHandle OpenPipe(ReadOnlySpan<byte> name) => throw new FileSystemException(Errno.EOPNOTSUPP, "open", name);

    /// <inheritdoc/>
    internal override SafeFileHandle? TryOpenPipeForWrite(ReadOnlySpan<byte> name) =>
        throw new FileSystemException(Errno.EOPNOTSUPP, "open", name);

    private static PathDirectory Of(DirectoryHandle directory) => (PathDirectory)directory;

    private byte[] NewPathOf(ReadOnlySpan<byte> name, string operation)
    {
        byte[] below = PathOf(name);
        return calls.IsUsableName(below)
            ? below
            : throw new FileSystemException(Errno.EINVAL, operation, name, "the system takes this name for something else");
    }

    private void Change(Errno error, string operation, ReadOnlySpan<byte> name)
    {
        Forget();
        Check(error, operation, name);
    }

    // Where case does not count, the new spelling of a name is that of the entry itself.
    private bool IsSpelledOtherwise(byte[] from, byte[] target) =>
        !from.AsSpan().SequenceEqual(target)
        && calls.Stat(from, isFollowing: false, out FileStatus one) == Errno.None
        && calls.Stat(target, isFollowing: false, out FileStatus other) == Errno.None
        && one.Inode == other.Inode && one.Device == other.Device && one.Inode != 0
        && System.Text.Encoding.UTF8.GetString(from).Equals(System.Text.Encoding.UTF8.GetString(target), StringComparison.OrdinalIgnoreCase);
}
