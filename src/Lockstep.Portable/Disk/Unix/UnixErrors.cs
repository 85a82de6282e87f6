using System.Runtime.InteropServices;
using Lockstep.Native;

namespace Lockstep.Portable.Disk.Unix;

/// <summary>
/// Error numbers of this Unix as those of Linux, by way of the runtime's own numbers, which are the same everywhere.
/// </summary>
internal static class UnixErrors
{
    /// <summary>The runtime's number of each error that has a name here.</summary>
    private static readonly (int Common, Errno Error)[] Known =
    [
        (0x10002, Errno.EACCES), (0x10006, Errno.EAGAIN), (0x10008, Errno.EBADF), (0x1000A, Errno.EBUSY), (0x10013, Errno.EDQUOT),
        (0x10014, Errno.EEXIST), (0x10016, Errno.EFBIG), (0x1001B, Errno.EINTR), (0x1001C, Errno.EINVAL), (0x1001D, Errno.EIO),
        (0x1001F, Errno.EISDIR), (0x10020, Errno.ELOOP), (0x10021, Errno.EMFILE), (0x10022, Errno.EMLINK), (0x10025, Errno.ENAMETOOLONG),
        (0x10029, Errno.ENFILE), (0x1002D, Errno.ENOENT), (0x10031, Errno.ENOMEM), (0x10034, Errno.ENOSPC), (0x10037, Errno.ENOSYS),
        (0x10039, Errno.ENOTDIR), (0x1003A, Errno.ENOTEMPTY), (0x1003D, Errno.EOPNOTSUPP), (0x1003E, Errno.ENOTTY), (0x1003F, Errno.ENXIO),
        (0x10042, Errno.EPERM), (0x10048, Errno.EROFS), (0x1004B, Errno.ESTALE), (0x1004E, Errno.ETXTBSY), (0x1004F, Errno.EXDEV),
    ];

    /// <summary>What the call that was just made failed of; none when it did not.</summary>
    public static Errno Of(int result) => result >= 0 ? Errno.None : Of((long)Marshal.GetLastPInvokeError());

    /// <summary>An error number of this system as one of Linux; an input or output error when it has no name here.</summary>
    public static Errno Of(long platformError)
    {
        int common = UnixImports.ToCommonError((int)platformError);
        foreach ((int known, Errno error) in Known)
        {
            if (known == common)
            {
                return error;
            }
        }

        return Errno.EIO;
    }
}
