using Lockstep.Native.Disk;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>An open file descriptor, closed with the handle.</summary>
public abstract class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    private protected DescriptorHandle(int descriptor, bool ownsHandle)
        : base(ownsHandle) => SetHandle(descriptor);

    /// <summary>What the open file or directory is now.</summary>
    public FileStatus Status()
    {
        Errno error = FileCalls.Stat(this, name: default, out FileStatus status);
        return error == Errno.None ? status : throw new FileSystemException(error, "stat", name: default);
    }

    /// <summary>Sets the permission bits.</summary>
    public void SetOwnMode(ushort mode) => FileCalls.SetMode(this, mode).OrThrow("set permissions");

    /// <summary>Sets the modification time and leaves the access time.</summary>
    public void SetOwnModified(long modifiedNs) => FileCalls.SetModified(this, modifiedNs).OrThrow("set times");

    /// <summary>Waits until content and metadata are on the medium; of a directory, the names in it.</summary>
    public void Flush() => FileCalls.Flush(this).OrThrow("flush");

    /// <summary>Waits until everything written to this file system is on the medium.</summary>
    public void FlushFileSystem() => FileCalls.FlushFileSystem(this).OrThrow("flush the file system");

    /// <summary>Room on this file system.</summary>
    public FileSystemSpace Space()
    {
        FileCalls.GetSpace(this, out FileSystemSpace space).OrThrow("ask for free space");
        return space;
    }

    /// <summary>Takes the lock on this open file unless another process has it; held until the handle is closed, also by a crash.</summary>
    public bool TryLock()
    {
        const int ExclusiveNonBlocking = 2 | 4;
        return TryLock(ExclusiveNonBlocking);
    }

    /// <summary>Takes the lock beside others who take it so, unless somebody has it alone; held until the handle is closed, also by a crash.</summary>
    public bool TryLockShared()
    {
        const int SharedNonBlocking = 1 | 4;
        return TryLock(SharedNonBlocking);
    }

    private bool TryLock(int operation)
    {
        CallResult result = FileCalls.Lock(this, operation);
        if (result.Error == Errno.EAGAIN)
        {
            return false;
        }

        result.OrThrow("lock");
        return true;
    }

    /// <summary>
    /// Gives the lock back now. Closing alone does so only when no copy of the descriptor is left, and a process that is just being started by
    /// another thread has one until it executes its program.
    /// </summary>
    public void Unlock()
    {
        const int Release = 8;
        FileCalls.Lock(this, Release).OrThrow("unlock");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        FileCalls.Close(handle);
        return true;
    }
}
