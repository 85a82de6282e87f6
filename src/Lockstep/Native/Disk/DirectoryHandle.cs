using System.Diagnostics.CodeAnalysis;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Disk;

/// <summary>
/// An open directory, and the way to what stands in it by single names: nothing here follows a symbolic link or takes a
/// path, so whoever holds a handle cannot be led elsewhere. Opened for reading, so that it can be listed and flushed;
/// where the permissions do not allow that, only as a way to what is below. Failures are
/// <see cref="FileSystemException"/>.
/// </summary>
public abstract class DirectoryHandle : DiskHandle
{
    private protected const ushort PrivateFile = 0x180; // rw-------
    private protected const ushort PrivateDirectory = 0x1c0; // rwx------

    /// <summary>Opens a directory the user named: absolute or relative to the working directory, symbolic links followed.</summary>
    public static DirectoryHandle Open(ReadOnlySpan<byte> path) => DiskFamily.Current.OpenDirectory(path);

    /// <summary>Opens a directory in this one.</summary>
    public DirectoryHandle OpenDirectory(ReadOnlySpan<byte> name) =>
        TryOpenDirectory(name, out DirectoryHandle? directory, out Errno error)
            ? directory
            : throw new FileSystemException(error, "open directory", name);

    /// <summary>Opens a directory in this one, or tells the error.</summary>
    public abstract bool TryOpenDirectory(
        ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error);

    /// <summary>Another handle of this directory.</summary>
    public abstract DirectoryHandle Reopen();

    /// <summary>Tells about an entry; false when nothing stands there.</summary>
    public bool TryStat(ReadOnlySpan<byte> name, out FileStatus status)
    {
        Errno error = Stat(name, out status);
        return error switch
        {
            Errno.None => true,
            Errno.ENOENT => false,
            _ => throw new FileSystemException(error, "stat", name),
        };
    }

    /// <summary>Tells about an entry, or the error.</summary>
    public abstract Errno Stat(ReadOnlySpan<byte> name, out FileStatus status);

    /// <summary>Opens a regular file for reading; anything else is refused.</summary>
    public FileHandle OpenFileForRead(ReadOnlySpan<byte> name) => OpenFileForRead(name, out _);

    /// <summary>Opens a regular file for reading and tells about it; anything else is refused.</summary>
    public abstract FileHandle OpenFileForRead(ReadOnlySpan<byte> name, out FileStatus status);

    /// <summary>Opens an existing regular file for reading and writing; anything else is refused.</summary>
    public abstract FileHandle OpenFileForWrite(ReadOnlySpan<byte> name);

    /// <summary>
    /// Creates a regular file for reading and writing. When one stands there, <paramref name="exclusive"/> fails with
    /// <see cref="Errno.EEXIST"/>; otherwise it is opened with its content.
    /// </summary>
    public abstract FileHandle CreateFile(ReadOnlySpan<byte> name, bool exclusive = true, ushort mode = PrivateFile);

    /// <summary>The text of a symbolic link.</summary>
    public byte[] ReadLink(ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[RelativePath.MaxLength + 1];
        return text[..ReadLink(name, text)].ToArray();
    }

    /// <summary>
    /// Reads the text of a symbolic link, which is cut when the buffer is shorter; returns its length. A link's text is at
    /// most 4095 bytes.
    /// </summary>
    public abstract int ReadLink(ReadOnlySpan<byte> name, Span<byte> text);

    /// <summary>
    /// The names in this directory. One listing at a time; the buffer should have room for many names (32 KiB and more).
    /// </summary>
    public DirectoryListing List(Span<byte> buffer)
    {
        StartListing();
        return new DirectoryListing(this, buffer);
    }

    /// <summary>Makes a directory; <see cref="Errno.EEXIST"/> when anything stands there.</summary>
    public abstract void MakeDirectory(ReadOnlySpan<byte> name, ushort mode = PrivateDirectory);

    /// <summary>Renames an entry; a file or empty directory at the new name is replaced in the same instant.</summary>
    public abstract void Rename(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName);

    /// <summary>
    /// Renames an entry; <see cref="Errno.EEXIST"/> when anything stands at the new name. Where the file system has no such
    /// rename, a file is linked and unlinked, and for a directory the new name is looked at first: then something created
    /// between is replaced, if it is an empty directory.
    /// </summary>
    public abstract void RenameNoReplace(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName);

    /// <summary>
    /// Swaps two entries in one instant. False where the file system cannot (nothing has happened): the caller has to go
    /// through a third name then, and to note it where a crash is recovered from.
    /// </summary>
    public abstract bool TryExchange(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> otherName);

    /// <summary>
    /// Gives an entry that is not a directory another name; a symbolic link is linked itself. <see cref="Errno.EEXIST"/>
    /// when anything stands there.
    /// </summary>
    public abstract void Link(ReadOnlySpan<byte> name, DirectoryHandle to, ReadOnlySpan<byte> newName);

    /// <summary>Makes a symbolic link; <see cref="Errno.EEXIST"/> when anything stands there.</summary>
    /// <param name="text">What it points to, any bytes but zero.</param>
    /// <param name="name">Where it stands.</param>
    public abstract void Symlink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name);

    /// <summary>Removes an entry that is not a directory.</summary>
    public abstract void Unlink(ReadOnlySpan<byte> name);

    /// <summary>Removes an empty directory.</summary>
    public abstract void RemoveDirectory(ReadOnlySpan<byte> name);

    /// <summary>Sets the permission bits of a file or directory; a symbolic link is refused.</summary>
    public abstract void SetMode(ReadOnlySpan<byte> name, ushort mode);

    /// <summary>Sets the modification time of an entry, of a symbolic link its own, and leaves the access time.</summary>
    public abstract void SetModified(ReadOnlySpan<byte> name, long modifiedNs);

    /// <summary>
    /// Opens whatever stands at a name, a symbolic link itself included, only as a way to look at it, and tells what that
    /// is; or tells the error. What is found out by this handle cannot change under it.
    /// </summary>
    internal abstract bool TryOpenComponent(
        ReadOnlySpan<byte> name, [NotNullWhen(true)] out DirectoryHandle? component, out FileStatus status, out Errno error);

    /// <summary>The text of the symbolic link that <see cref="TryOpenComponent"/> has opened.</summary>
    internal abstract byte[] ReadOwnLink();

    /// <summary>Opens a directory below this one in one call, no component a symbolic link, or tells the error.</summary>
    internal abstract bool TryOpenBeneath(
        ReadOnlySpan<byte> path, [NotNullWhen(true)] out DirectoryHandle? directory, out Errno error);

    /// <summary>Makes a FIFO; <see cref="Errno.EEXIST"/> when anything stands there.</summary>
    internal abstract void MakePipe(ReadOnlySpan<byte> name, ushort mode = PrivateFile);

    /// <summary>Opens a FIFO at both of its ends, so that it has no end as long as it is open.</summary>
    internal abstract SafeFileHandle OpenPipe(ReadOnlySpan<byte> name);

    /// <summary>Opens a FIFO for writing; null where nobody has it open for reading, or none stands there.</summary>
    internal abstract SafeFileHandle? TryOpenPipeForWrite(ReadOnlySpan<byte> name);

    /// <summary>
    /// Fills a buffer with the next names, in the form of <c>getdents64(2)</c> (<see cref="DirectoryListing"/>).
    /// </summary>
    /// <returns>Bytes filled; 0 after the last name.</returns>
    internal abstract int ReadNames(Span<byte> buffer);

    private protected abstract void StartListing();

    private protected static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> name) =>
        RelativePath.IsValidName(name)
            ? name
            : throw new ArgumentException($"'{DisplayText.Of(name)}' is not a single name", nameof(name));
}
