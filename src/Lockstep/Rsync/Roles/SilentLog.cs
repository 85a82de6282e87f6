using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Says nothing: a server's client speaks for it.</summary>
internal sealed class SilentLog : IItemLog
{
    /// <inheritdoc/>
    public void Item(FileEntry entry, ItemFlags flags, byte[]? extraName)
    {
    }

    /// <inheritdoc/>
    public void Deleted(byte[] path, int mode)
    {
    }

    /// <inheritdoc/>
    public void Listed(FileEntry entry)
    {
    }

    /// <inheritdoc/>
    public void Moved(FileEntry entry, int index, long position, bool isWhole)
    {
    }
}
