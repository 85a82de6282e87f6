using Lockstep.Native.Disk;

namespace Lockstep.Rsync.Disk;

/// <summary>Copies a file of this machine.</summary>
internal static class LocalCopy
{
    /// <summary>Makes a new file with the content of another; nothing is left when that fails.</summary>
    public static void Make(DirectoryHandle from, ReadOnlySpan<byte> leaf, DirectoryHandle to, ReadOnlySpan<byte> newLeaf)
    {
        using FileHandle source = from.OpenFileForRead(leaf, out FileStatus status);
        using FileHandle copy = to.CreateFile(newLeaf);
        try
        {
            if (!copy.TryCloneFrom(source))
            {
                copy.CopyFrom(source, 0, 0, status.Size);
            }
        }
        catch (FileSystemException)
        {
            to.Unlink(newLeaf);
            throw;
        }
    }
}
