using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>Removes what stands in directories of ours, with all that is below, whatever the modes are; never through a symbolic link.</summary>
internal static class TreeRemoval
{
    private const ushort OwnerAll = 0x1c0; // rwx------
    private const int ListBufferLength = 32 * 1024;

    /// <summary>Removes an entry; nothing happens where there is none.</summary>
    public static void Remove(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        if (!directory.TryStat(name, out FileStatus status))
        {
            return;
        }

        if (status.Type != EntryType.Directory)
        {
            directory.Unlink(name);
            return;
        }

        if ((status.Mode & OwnerAll) != OwnerAll)
        {
            directory.SetMode(name, OwnerAll);
        }

        using (DirectoryHandle child = directory.OpenDirectory(name))
        {
            Empty(child);
        }

        directory.RemoveDirectory(name);
    }

    /// <summary>Removes everything in a directory.</summary>
    public static void Empty(DirectoryHandle directory)
    {
        foreach (byte[] name in NamesIn(directory))
        {
            Remove(directory, name);
        }
    }

    /// <summary>The names in a directory, taken down so that the directory can be changed meanwhile.</summary>
    public static List<byte[]> NamesIn(DirectoryHandle directory)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(ListBufferLength);
        try
        {
            var names = new List<byte[]>();
            foreach (ListedName listed in directory.List(buffer))
            {
                names.Add(listed.Name.ToArray());
            }

            return names;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
