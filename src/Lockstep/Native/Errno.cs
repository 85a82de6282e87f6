namespace Lockstep.Native;

/// <summary>Error numbers of Linux that a file system answers with (<c>errno(3)</c>), the same on every architecture we run on.</summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = 1,

    /// <summary>Nothing stands at the path.</summary>
    ENOENT = 2,

    /// <summary>A signal came in between.</summary>
    EINTR = 4,

    /// <summary>The device failed.</summary>
    EIO = 5,

    /// <summary>No such device or address: a FIFO without a reader, a socket.</summary>
    ENXIO = 6,

    /// <summary>The descriptor does not allow this.</summary>
    EBADF = 9,

    /// <summary>Would have to wait; also a lock held by another.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>Device or resource busy.</summary>
    EBUSY = 16,

    /// <summary>Something stands there already.</summary>
    EEXIST = 17,

    /// <summary>Another file system, or a path that leaves its root.</summary>
    EXDEV = 18,

    /// <summary>A component is not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>It is a directory.</summary>
    EISDIR = 21,

    /// <summary>Invalid argument, or not supported by this file system.</summary>
    EINVAL = 22,

    /// <summary>Too many open files on the machine.</summary>
    ENFILE = 23,

    /// <summary>Too many open files in this process.</summary>
    EMFILE = 24,

    /// <summary>The control call does not fit the file.</summary>
    ENOTTY = 25,

    /// <summary>The program is running.</summary>
    ETXTBSY = 26,

    /// <summary>File too large for the file system.</summary>
    EFBIG = 27,

    /// <summary>No space left on the device.</summary>
    ENOSPC = 28,

    /// <summary>Read-only file system.</summary>
    EROFS = 30,

    /// <summary>Too many hard links.</summary>
    EMLINK = 31,

    /// <summary>File name or path too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>The kernel does not have the call.</summary>
    ENOSYS = 38,

    /// <summary>The directory is not empty.</summary>
    ENOTEMPTY = 39,

    /// <summary>A symbolic link where none is followed.</summary>
    ELOOP = 40,

    /// <summary>The entry does not have the attribute.</summary>
    ENODATA = 61,

    /// <summary>Not supported by the file system.</summary>
    EOPNOTSUPP = 95,

    /// <summary>The network file system lost the file.</summary>
    ESTALE = 116,

    /// <summary>Disk quota used up.</summary>
    EDQUOT = 122,
}

/// <summary>Error numbers in plain words.</summary>
public static class ErrnoWords
{
    /// <summary>What went wrong, for people; without path, operation or full stop.</summary>
    public static string ToWords(this Errno error) => error switch
    {
        Errno.EPERM => "operation not permitted",
        Errno.ENOENT => "no such file or directory",
        Errno.EIO => "the device reports an input/output error",
        Errno.ENXIO => "no such device or address",
        Errno.EBADF => "the file is not open for this",
        Errno.EAGAIN => "temporarily unavailable",
        Errno.ENOMEM => "out of memory",
        Errno.EACCES => "permission denied",
        Errno.EBUSY => "device or resource busy",
        Errno.EEXIST => "already exists",
        Errno.EXDEV => "leads to another file system or out of its root",
        Errno.ENOTDIR => "not a directory",
        Errno.EISDIR => "is a directory",
        Errno.EINVAL => "not supported by the file system",
        Errno.ENFILE => "too many open files on this machine",
        Errno.EMFILE => "too many open files in this process",
        Errno.ETXTBSY => "the program is running",
        Errno.EFBIG => "larger than the file system allows",
        Errno.ENOSPC => "no space left on device",
        Errno.EROFS => "read-only file system",
        Errno.EMLINK => "too many hard links",
        Errno.ENAMETOOLONG => "file name too long",
        Errno.ENOSYS => "not supported by the kernel",
        Errno.ENOTEMPTY => "directory not empty",
        Errno.ELOOP => "is a symbolic link, which is not followed",
        Errno.ENODATA => "no such attribute",
        Errno.EOPNOTSUPP => "not supported by the file system",
        Errno.ESTALE => "the network file system lost the file",
        Errno.EDQUOT => "disk quota exceeded",
        _ => $"error {(int)error}",
    };
}
