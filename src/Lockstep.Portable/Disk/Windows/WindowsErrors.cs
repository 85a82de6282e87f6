using System.Runtime.InteropServices;
using Lockstep.Native;

namespace Lockstep.Portable.Disk.Windows;

/// <summary>Error numbers of Windows as those of Linux.</summary>
internal static class WindowsErrors
{
    /// <summary>What the call that was just made failed of; none when it did not.</summary>
    public static Errno Of(int isDone) => isDone != 0 ? Errno.None : OfCode(Marshal.GetLastPInvokeError());

    /// <summary>An error number of Windows; an input or output error when it has no name here.</summary>
    public static Errno OfCode(int code) => code switch
    {
        0 => Errno.None,
        2 or 3 or 53 or 67 => Errno.ENOENT,
        4 => Errno.EMFILE,
        5 => Errno.EACCES,
        6 => Errno.EBADF,
        8 or 14 or 1450 => Errno.ENOMEM,
        17 => Errno.EXDEV,
        19 => Errno.EROFS,
        32 or 170 or 303 => Errno.EBUSY,
        33 => Errno.EAGAIN,
        39 or 112 => Errno.ENOSPC,
        50 => Errno.EOPNOTSUPP,
        80 or 183 => Errno.EEXIST,
        1 or 87 or 123 or 161 => Errno.EINVAL,
        145 => Errno.ENOTEMPTY,
        206 => Errno.ENAMETOOLONG,
        223 => Errno.EFBIG,
        267 => Errno.ENOTDIR,
        1142 => Errno.EMLINK,
        1295 => Errno.EDQUOT,
        1314 => Errno.EPERM,
        1920 or 1921 => Errno.ELOOP,
        _ => Errno.EIO,
    };

    /// <summary>
    /// Whether somebody has just opened the file, as virus scanners and indexers do with everything that is new: worth
    /// another attempt.
    /// </summary>
    public static bool IsPassing(Errno error) => error is Errno.EBUSY or Errno.EACCES;
}
