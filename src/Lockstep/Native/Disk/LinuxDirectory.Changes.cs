using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Disk;

/// <summary>The half that changes what stands in the directory.</summary>
internal sealed partial class LinuxDirectory
{
    /// <inheritdoc/>
    public override FileHandle CreateFile(ReadOnlySpan<byte> name, bool exclusive = true, ushort mode = PrivateFile)
    {
        const int Flags = WriteFlags | OpenFlags.Create;
        return exclusive
            ? new LinuxFile((int)FileCalls.Open(Descriptor, Checked(name), Flags | OpenFlags.Exclusive, mode).OrThrow("create", name))
            : OpenRegular(name, Flags, "create", out _, mode);
    }

    /// <inheritdoc/>
    public override void MakeDirectory(ReadOnlySpan<byte> name, ushort mode = PrivateDirectory) =>
        FileCalls.MakeDirectory(Descriptor, Checked(name), mode).OrThrow("make directory", name);

    /// <inheritdoc/>
    internal override void MakePipe(ReadOnlySpan<byte> name, ushort mode = PrivateFile) =>
        FileCalls.MakePipe(Descriptor, Checked(name), mode).OrThrow("make a pipe", name);

    /// <inheritdoc/>
    internal override SafeFileHandle OpenPipe(ReadOnlySpan<byte> name) =>
        new((nint)FileCalls.Open(Descriptor, Checked(name), WriteFlags | OpenFlags.NoFollow).OrThrow("open", name), ownsHandle: true);

    /// <inheritdoc/>
    internal override SafeFileHandle? TryOpenPipeForWrite(ReadOnlySpan<byte> name)
    {
        CallResult result = FileCalls.Open(Descriptor, Checked(name), OpenFlags.WriteOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow);
        return result.Error is Errno.ENXIO or Errno.ENOENT ? null : new SafeFileHandle((nint)result.OrThrow("open", name), ownsHandle: true);
    }

    /// <inheritdoc/>
    public override void Rename(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName) =>
        FileCalls.Rename(Descriptor, Checked(name), DescriptorOf(to), Checked(newName), flags: 0).OrThrow("rename", name);

    /// <inheritdoc/>
    public override void RenameNoReplace(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName)
    {
        CallResult result = FileCalls.Rename(Descriptor, Checked(name), DescriptorOf(to), Checked(newName), FileCalls.RenameNoReplace);
        if (result.Error is not (Errno.EINVAL or Errno.ENOSYS))
        {
            result.OrThrow("rename", name);
            return;
        }

        if (FileCalls.Link(Descriptor, name, DescriptorOf(to), newName).Succeeded)
        {
            Unlink(name);
            return;
        }

        // What is gone is told before what is in its way, as the rename itself would: a recovery takes the one for done and the other for trouble.
        if (TryStat(name, out _) && to.TryStat(newName, out _))
        {
            throw new FileSystemException(Errno.EEXIST, "rename", newName);
        }

        Rename(name, to, newName);
    }

    /// <inheritdoc/>
    public override bool TryExchange(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> otherName)
    {
        CallResult result = FileCalls.Rename(Descriptor, Checked(name), DescriptorOf(to), Checked(otherName), FileCalls.RenameExchange);
        if (result.Error is Errno.EINVAL or Errno.ENOSYS)
        {
            return false;
        }

        result.OrThrow("exchange", name);
        return true;
    }

    /// <inheritdoc/>
    public override void Link(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName) =>
        FileCalls.Link(Descriptor, Checked(name), DescriptorOf(to), Checked(newName)).OrThrow("link", name);

    /// <inheritdoc/>
    public override void Symlink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        FileCalls.Symlink(text, Descriptor, Checked(name)).OrThrow("make symbolic link", name);

    /// <inheritdoc/>
    public override void Unlink(ReadOnlySpan<byte> name) =>
        FileCalls.Unlink(Descriptor, Checked(name), flags: 0).OrThrow("remove", name);

    /// <inheritdoc/>
    public override void RemoveDirectory(ReadOnlySpan<byte> name) =>
        FileCalls.Unlink(Descriptor, Checked(name), FileCalls.RemoveDirectory).OrThrow("remove directory", name);

    /// <inheritdoc/>
    public override void SetMode(ReadOnlySpan<byte> name, ushort mode)
    {
        CallResult result = FileCalls.SetModeNoFollow(Descriptor, Checked(name), mode);
        if (result.Error is not (Errno.ENOSYS or Errno.EPERM))
        {
            result.OrThrow("set permissions of", name);
            return;
        }

        SetModeThroughHandle(name, mode);
    }

    /// <inheritdoc/>
    public override void SetModified(ReadOnlySpan<byte> name, long modifiedNs) =>
        FileCalls.SetModified(Descriptor, Checked(name), modifiedNs).OrThrow("set times of", name);

    // Kernels before 6.6 change modes only through what is open. What we may not read can be opened as a path alone, which in turn is
    // changed only by its name in the proc file system, where there is one.
    private void SetModeThroughHandle(ReadOnlySpan<byte> name, ushort mode)
    {
        CallResult opened = FileCalls.Open(Descriptor, name, ReadFlags | OpenFlags.NoFollow);
        bool isPathOnly = opened.Error == Errno.EACCES;
        if (isPathOnly)
        {
            opened = FileCalls.Open(Descriptor, name, OpenFlags.PathOnly | OpenFlags.NoFollow);
        }

        using var entry = new DescriptorHandle((int)opened.OrThrow("set permissions of", name));
        if (entry.Status().Type == Tree.EntryType.Symlink)
        {
            throw new FileSystemException(Errno.ELOOP, "set permissions of", name);
        }

        CallResult result = isPathOnly
            ? FileCalls.SetModeFollowing(WorkingDirectory, entry.ProcessPath(), mode)
            : FileCalls.SetMode(entry, mode);
        result.OrThrow("set permissions of", name);
    }
}
