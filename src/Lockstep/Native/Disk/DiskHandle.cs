using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Disk;

/// <summary>
/// What is open on a disk: a file or a directory. How disks are reached is a family of such handles
/// (<see cref="DiskFamily"/>); nothing above knows which. Failures are <see cref="FileSystemException"/>.
/// </summary>
public abstract class DiskHandle : IDisposable
{
    /// <summary>Whether it was closed.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>What the open file or directory is now.</summary>
    public abstract FileStatus Status();

    /// <summary>Sets the permission bits.</summary>
    public abstract void SetOwnMode(ushort mode);

    /// <summary>Sets the modification time and leaves the access time.</summary>
    public abstract void SetOwnModified(long modifiedNs);

    /// <summary>Waits until content and metadata are on the medium; of a directory, the names in it.</summary>
    public abstract void Flush();

    /// <summary>Waits until everything written to this file system is on the medium.</summary>
    public abstract void FlushFileSystem();

    /// <summary>Room on this file system.</summary>
    public abstract FileSystemSpace Space();

    /// <summary>
    /// Takes the lock on this open file unless another process has it; held until the handle is closed, also by a crash.
    /// </summary>
    public bool TryLock() => TryLock(isShared: false);

    /// <summary>
    /// Takes the lock beside others who take it so, unless somebody has it alone; held until the handle is closed, also by
    /// a crash.
    /// </summary>
    public bool TryLockShared() => TryLock(isShared: true);

    /// <summary>
    /// Gives the lock back now. Closing alone does so only when no copy of the descriptor is left, and a process that is
    /// just being started by another thread has one until it executes its program.
    /// </summary>
    public abstract void Unlock();

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>The absolute path of what is open; null where the system cannot tell.</summary>
    internal abstract byte[]? FindPath();

    /// <summary>The open descriptor, for a process that is started while this handle is open; not closed with the result.</summary>
    internal abstract SafeFileHandle Lend();

    /// <summary>Takes the lock, alone or beside others.</summary>
    private protected abstract bool TryLock(bool isShared);

    private protected abstract void Close();
}
