using Lockstep.Native;

namespace Lockstep.Files.Committing;

/// <summary>
/// Errors that say a hard link cannot be made here though the entry could be renamed: no links on this file system, too many of them, or
/// <c>fs.protected_hardlinks</c> and somebody else's file.
/// </summary>
internal static class LinkRefusal
{
    public static bool Is(Errno error) => error is Errno.EPERM or Errno.EMLINK or Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EACCES;
}
