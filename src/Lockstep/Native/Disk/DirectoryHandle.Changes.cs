using System.Globalization;
using System.Text;
using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Disk;

/// <summary>The half that changes what stands in the directory.</summary>
public sealed partial class DirectoryHandle
{
    private const ushort PrivateFile = 0x180; // rw-------
    private const ushort PrivateDirectory = 0x1c0; // rwx------

    /// <summary>
    /// Creates a regular file for reading and writing. When one stands there, <paramref name="exclusive"/> fails with
    /// <see cref="Errno.EEXIST"/>; otherwise it is opened with its content.
    /// </summary>
    public FileHandle CreateFile(ReadOnlySpan<byte> name, bool exclusive = true, ushort mode = PrivateFile)
    {
        const int Flags = WriteFlags | OpenFlags.Create;
        return exclusive
            ? new FileHandle((int)FileCalls.Open(this, Checked(name), Flags | OpenFlags.Exclusive, mode).OrThrow("create", name))
            : OpenRegular(name, Flags, "create", out _, mode);
    }

    /// <summary>Makes a directory; <see cref="Errno.EEXIST"/> when anything stands there.</summary>
    public void MakeDirectory(ReadOnlySpan<byte> name, ushort mode = PrivateDirectory) =>
        FileCalls.MakeDirectory(this, Checked(name), mode).OrThrow("make directory", name);

    /// <summary>Makes a FIFO; <see cref="Errno.EEXIST"/> when anything stands there.</summary>
    internal void MakePipe(ReadOnlySpan<byte> name, ushort mode = PrivateFile) =>
        FileCalls.MakePipe(this, Checked(name), mode).OrThrow("make a pipe", name);

    /// <summary>Opens a FIFO at both of its ends, so that it has no end as long as it is open.</summary>
    internal SafeFileHandle OpenPipe(ReadOnlySpan<byte> name) =>
        new((nint)FileCalls.Open(this, Checked(name), WriteFlags | OpenFlags.NoFollow).OrThrow("open", name), ownsHandle: true);

    /// <summary>Opens a FIFO for writing; null where nobody has it open for reading, or none stands there.</summary>
    internal SafeFileHandle? TryOpenPipeForWrite(ReadOnlySpan<byte> name)
    {
        CallResult result = FileCalls.Open(this, Checked(name), OpenFlags.WriteOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow);
        return result.Error is Errno.ENXIO or Errno.ENOENT ? null : new SafeFileHandle((nint)result.OrThrow("open", name), ownsHandle: true);
    }

    /// <summary>Renames an entry; a file or empty directory at the new name is replaced in the same instant.</summary>
    public void Rename(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName) =>
        FileCalls.Rename(this, Checked(name), to, Checked(newName), flags: 0).OrThrow("rename", name);

    /// <summary>
    /// Renames an entry; <see cref="Errno.EEXIST"/> when anything stands at the new name. Where the file system has no such rename, a file
    /// is linked and unlinked, and for a directory the new name is looked at first: then something created between is replaced, if it
    /// is an empty directory.
    /// </summary>
    public void RenameNoReplace(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName)
    {
        CallResult result = FileCalls.Rename(this, Checked(name), to, Checked(newName), FileCalls.RenameNoReplace);
        if (result.Error is not (Errno.EINVAL or Errno.ENOSYS))
        {
            result.OrThrow("rename", name);
            return;
        }

        if (FileCalls.Link(this, name, to, newName).Succeeded)
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

    /// <summary>
    /// Swaps two entries in one instant. False where the file system cannot (nothing has happened): the caller has to go through a third
    /// name then, and to note it where a crash is recovered from.
    /// </summary>
    public bool TryExchange(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> otherName)
    {
        CallResult result = FileCalls.Rename(this, Checked(name), to, Checked(otherName), FileCalls.RenameExchange);
        if (result.Error is Errno.EINVAL or Errno.ENOSYS)
        {
            return false;
        }

        result.OrThrow("exchange", name);
        return true;
    }

    /// <summary>
    /// Gives an entry that is not a directory another name; a symbolic link is linked itself. <see cref="Errno.EEXIST"/> when anything
    /// stands there.
    /// </summary>
    public void Link(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName) =>
        FileCalls.Link(this, Checked(name), to, Checked(newName)).OrThrow("link", name);

    /// <summary>Makes a symbolic link; <see cref="Errno.EEXIST"/> when anything stands there.</summary>
    /// <param name="text">What it points to, any bytes but zero.</param>
    /// <param name="name">Where it stands.</param>
    public void Symlink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        FileCalls.Symlink(text, this, Checked(name)).OrThrow("make symbolic link", name);

    /// <summary>Removes an entry that is not a directory.</summary>
    public void Unlink(ReadOnlySpan<byte> name) => FileCalls.Unlink(this, Checked(name), flags: 0).OrThrow("remove", name);

    /// <summary>Removes an empty directory.</summary>
    public void RemoveDirectory(ReadOnlySpan<byte> name) =>
        FileCalls.Unlink(this, Checked(name), FileCalls.RemoveDirectory).OrThrow("remove directory", name);

    /// <summary>Sets the permission bits of a file or directory; a symbolic link is refused.</summary>
    public void SetMode(ReadOnlySpan<byte> name, ushort mode)
    {
        CallResult result = FileCalls.SetModeNoFollow(this, Checked(name), mode);
        if (result.Error is not (Errno.ENOSYS or Errno.EPERM))
        {
            result.OrThrow("set permissions of", name);
            return;
        }

        SetModeThroughHandle(name, mode);
    }

    /// <summary>Sets the modification time of an entry, of a symbolic link its own, and leaves the access time.</summary>
    public void SetModified(ReadOnlySpan<byte> name, long modifiedNs) =>
        FileCalls.SetModified(this, Checked(name), modifiedNs).OrThrow("set times of", name);

    // Kernels before 6.6 change modes only through what is open. What we may not read can be opened as a path alone, which in turn is
    // changed only by its name in the proc file system, where there is one.
    private void SetModeThroughHandle(ReadOnlySpan<byte> name, ushort mode)
    {
        CallResult opened = FileCalls.Open(this, name, ReadFlags | OpenFlags.NoFollow);
        bool isPathOnly = opened.Error == Errno.EACCES;
        if (isPathOnly)
        {
            opened = FileCalls.Open(this, name, OpenFlags.PathOnly | OpenFlags.NoFollow);
        }

        using var entry = new FileHandle((int)opened.OrThrow("set permissions of", name));
        if (entry.Status().Type == Tree.EntryType.Symlink)
        {
            throw new FileSystemException(Errno.ELOOP, "set permissions of", name);
        }

        CallResult result = isPathOnly
            ? FileCalls.SetModeFollowing(WorkingDirectory, ProcessPath(entry), mode)
            : FileCalls.SetMode(entry, mode);
        result.OrThrow("set permissions of", name);
    }

    private static byte[] ProcessPath(DescriptorHandle entry) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{entry.DangerousGetHandle()}"));
}
