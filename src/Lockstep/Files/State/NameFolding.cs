using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// Whether a target takes names for one that differ only in case, as vfat, exfat, APFS, and ext4 directories with <c>chattr +F</c> do. Looks only: our own <c>lock</c>
/// is there as <c>LOCK</c> too, or a directory of the root under its name in the other case.
/// </summary>
internal static class NameFolding
{
    private const int ListingBuffer = 4096;
    private const byte CaseBit = 0x20;

    /// <summary>Whether the target does so; false where nothing stands that would tell.</summary>
    /// <param name="root">The root; null where there is none yet.</param>
    /// <param name="state">The state directory; null where there is none yet.</param>
    public static bool IsIn(DirectoryHandle? root, DirectoryHandle? state) =>
        (state is not null && IsFound(state, TargetLock.FileName)) || (root is not null && HasFoldedDirectory(root));

    private static bool HasFoldedDirectory(DirectoryHandle root)
    {
        Span<byte> buffer = stackalloc byte[ListingBuffer];
        foreach (ListedName entry in root.List(buffer))
        {
            // A file could have the other name as a hard link.
            if (entry.Type == EntryType.Directory && HasLetter(entry.Name))
            {
                return IsFound(root, entry.Name);
            }
        }

        return false;
    }

    /// <summary>Whether what has a name is found under the same name in the other case.</summary>
    private static bool IsFound(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        Span<byte> other = stackalloc byte[name.Length];
        for (int i = 0; i < name.Length; i++)
        {
            other[i] = char.IsAsciiLetter((char)name[i]) ? (byte)(name[i] ^ CaseBit) : name[i];
        }

        return directory.TryStat(name, out FileStatus given) && directory.TryStat(other, out FileStatus found) && found.Inode == given.Inode;
    }

    private static bool HasLetter(ReadOnlySpan<byte> name)
    {
        foreach (byte letter in name)
        {
            if (char.IsAsciiLetter((char)letter))
            {
                return true;
            }
        }

        return false;
    }
}
