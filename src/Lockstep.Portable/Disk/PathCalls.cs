using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Portable.Disk;

/// <summary>What a file is opened for.</summary>
internal enum FileUse
{
    /// <summary>To be read.</summary>
    Read,

    /// <summary>To be read and written; it exists.</summary>
    Write,

    /// <summary>To be read and written; it is made where it does not exist.</summary>
    WriteOrCreate,

    /// <summary>To be read and written; it is made, and must not exist.</summary>
    Create,
}

/// <summary>
/// The calls of one operating system about paths. Paths are absolute, UTF-8 where the system has text, and separated by
/// slashes. No call follows a symbolic link at a path's end unless it says so.
/// </summary>
internal abstract class PathCalls
{
    /// <summary>The calls of this operating system.</summary>
    public static PathCalls OfThisSystem() => OperatingSystem.IsWindows() ? new Windows.WindowsPathCalls() : new Unix.UnixPathCalls();

    /// <summary>Permission bits where the disk has none; null where it has.</summary>
    public virtual ModeKeeper? Modes => null;

    /// <summary>The step in which times are kept, in nanoseconds.</summary>
    public virtual long TimeStepNs => 1;

    /// <summary>Whether programs of this system can use what stands at a path, by the path's last name.</summary>
    public virtual bool IsUsableName(ReadOnlySpan<byte> path) => true;

    /// <summary>Makes a path absolute as the system does.</summary>
    public abstract byte[] MakeAbsolute(ReadOnlySpan<byte> path);

    /// <summary>A path of the framework as bytes.</summary>
    public virtual byte[] BytesOf(string path) => Encoding.UTF8.GetBytes(path);

    /// <summary>A path for the framework and for people.</summary>
    public virtual string TextOf(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path);

    /// <summary>Tells what stands at a path.</summary>
    public abstract Errno Stat(ReadOnlySpan<byte> path, bool isFollowing, out FileStatus status);

    /// <summary>Tells about an open file.</summary>
    public abstract Errno Stat(SafeFileHandle file, out FileStatus status);

    /// <summary>When what stands at a path was made, in nanoseconds since 1970; 0 where that is not kept.</summary>
    public abstract long BornNs(ReadOnlySpan<byte> path);

    /// <summary>The path of what a path leads to, free of links; null where nothing is found.</summary>
    public abstract byte[]? RealPath(ReadOnlySpan<byte> path);

    /// <summary>Opens a directory to be listed.</summary>
    public abstract Errno OpenListing(ReadOnlySpan<byte> path, out PathListing? listing);

    /// <summary>Opens a regular file.</summary>
    public abstract Errno OpenFile(ReadOnlySpan<byte> path, FileUse use, ushort mode, out SafeFileHandle? file);

    /// <summary>Makes a directory.</summary>
    public abstract Errno MakeDirectory(ReadOnlySpan<byte> path, ushort mode);

    /// <summary>Renames; a file or an empty directory at the new path is replaced.</summary>
    public abstract Errno Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newPath);

    /// <summary>Gives a file another name.</summary>
    public abstract Errno Link(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newPath);

    /// <summary>Makes a symbolic link.</summary>
    public abstract Errno Symlink(ReadOnlySpan<byte> text, ReadOnlySpan<byte> path);

    /// <summary>Reads a symbolic link's text, cut to the buffer.</summary>
    public abstract Errno ReadLink(ReadOnlySpan<byte> path, Span<byte> text, out int length);

    /// <summary>Removes what is no directory.</summary>
    public abstract Errno Unlink(ReadOnlySpan<byte> path);

    /// <summary>Removes an empty directory.</summary>
    public abstract Errno RemoveDirectory(ReadOnlySpan<byte> path);

    /// <summary>Sets permission bits; does nothing where there are none.</summary>
    public abstract Errno SetMode(ReadOnlySpan<byte> path, ushort mode);

    /// <summary>Sets permission bits of an open file; does nothing where there are none.</summary>
    public abstract Errno SetMode(SafeFileHandle file, ushort mode);

    /// <summary>Sets the modification time, of a symbolic link its own, and leaves the access time.</summary>
    public abstract Errno SetModified(ReadOnlySpan<byte> path, long modifiedNs);

    /// <summary>Sets the modification time of an open file and leaves the access time.</summary>
    public abstract Errno SetModified(SafeFileHandle file, long modifiedNs);

    /// <summary>Waits until an open file is on the medium.</summary>
    public abstract Errno Flush(SafeFileHandle file);

    /// <summary>Waits until the names in a directory are on the medium, where the system can.</summary>
    public abstract Errno FlushDirectory(ReadOnlySpan<byte> path);

    /// <summary>Waits until everything is on the medium, where the system can.</summary>
    public abstract Errno FlushAll();

    /// <summary>Takes the lock on an open file; <see cref="Errno.EAGAIN"/> when another has it.</summary>
    public abstract Errno Lock(SafeFileHandle file, bool isShared);

    /// <summary>Gives the lock back.</summary>
    public abstract Errno Unlock(SafeFileHandle file);

    /// <summary>Room on the file system of a directory.</summary>
    public abstract Errno GetSpace(ReadOnlySpan<byte> path, out FileSystemSpace space);

    /// <summary>What the framework's reading and writing of an open file failed of.</summary>
    public abstract Errno ErrorOf(Exception failure);
}
