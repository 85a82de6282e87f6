using System.Globalization;
using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Tree;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>An open file descriptor, closed with the handle, and what Linux can do with it whatever it is of.</summary>
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    public DescriptorHandle(int descriptor, bool ownsHandle = true)
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

    /// <inheritdoc cref="DiskHandle.TryLock(bool)"/>
    public bool TryLock(bool isShared)
    {
        const int Shared = 1, Exclusive = 2, NonBlocking = 4;
        CallResult result = FileCalls.Lock(this, (isShared ? Shared : Exclusive) | NonBlocking);
        if (result.Error == Errno.EAGAIN)
        {
            return false;
        }

        result.OrThrow("lock");
        return true;
    }

    /// <inheritdoc cref="DiskHandle.Unlock"/>
    public void Unlock()
    {
        const int Release = 8;
        FileCalls.Lock(this, Release).OrThrow("unlock");
    }

    /// <summary>The absolute path of what is open; null where the proc file system cannot tell.</summary>
    public byte[]? FindPath()
    {
        Span<byte> path = stackalloc byte[RelativePath.MaxLength + 1];
        CallResult result = FileCalls.ReadLink(LinuxDirectory.WorkingDirectory, ProcessPath(), path);
        return result.Succeeded && path[0] == (byte)'/' ? path[..(int)result.Value].ToArray() : null;
    }

    /// <summary>The name under which this process has the descriptor in the proc file system.</summary>
    public byte[] ProcessPath() =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{DangerousGetHandle()}"));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        FileCalls.Close(handle);
        return true;
    }
}
