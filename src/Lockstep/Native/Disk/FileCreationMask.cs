namespace Lockstep.Native.Disk;

/// <summary>The process's umask.</summary>
public static class FileCreationMask
{
    /// <summary>Sets which permission bits new files do not get, and gives back what was set before.</summary>
    public static ushort Set(ushort mask) => (ushort)FileCalls.SetFileCreationMask(mask);
}
