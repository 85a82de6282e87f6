using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan.Names;
using Lockstep.Tree;

namespace Lockstep.Files.Roots;

/// <summary>
/// Finds out which names a target takes for one. Looking writes nothing: our own <c>lock</c> is there as <c>LOCK</c> too, or a directory under its name in the
/// other case; and where a mark of ours is found by its other form, forms are one. The mark is made with the state directory, and stays only where it tells.
/// </summary>
internal static class FoldingProbe
{
    private const int ListingBuffer = 4096;
    private const byte CaseBit = 0x20;

    // So many are looked at for a directory: there may be hundreds of thousands of files.
    private const int MostNames = 1000;

    // The same name, with an accented letter in one piece and in two.
    private static ReadOnlySpan<byte> Mark => "names-\u00e9"u8;

    private static ReadOnlySpan<byte> DecomposedMark => "names-e\u0301"u8;

    /// <summary>What is known of a target; nothing folds where nothing stands that would tell.</summary>
    /// <param name="root">The root, or the directory in which it will be made; null where not even that is there.</param>
    /// <param name="state">The state directory; null where there is none yet.</param>
    public static NameFolding Look(DirectoryHandle? root, DirectoryHandle? state)
    {
        bool foldsCase = (state is not null && IsFoundInOtherCase(state, TargetLock.FileName)) || (root is not null && HasFoldedDirectory(root));
        return foldsCase ? NameFolding.Case
            : state is not null && IsOne(state, Mark, DecomposedMark) ? NameFolding.Form
            : NameFolding.None;
    }

    /// <summary>Leaves the mark in a state directory that was just made, if the file system takes its two names for one.</summary>
    public static void LeaveMark(DirectoryHandle state)
    {
        try
        {
            state.CreateFile(Mark, exclusive: false).Dispose();
            if (!IsOne(state, Mark, DecomposedMark))
            {
                state.Unlink(Mark);
            }
        }
        catch (FileSystemException)
        {
            // A file system that does not take such a name does not take it in two forms either.
        }
    }

    private static bool HasFoldedDirectory(DirectoryHandle root)
    {
        Span<byte> buffer = stackalloc byte[ListingBuffer];
        int left = MostNames;
        foreach (ListedName entry in root.List(buffer))
        {
            if (left-- == 0)
            {
                return false;
            }

            // A file could have the other name as a hard link.
            if (HasLetter(entry.Name) && IsDirectory(root, entry))
            {
                return IsFoundInOtherCase(root, entry.Name);
            }
        }

        return false;
    }

    private static bool IsDirectory(DirectoryHandle root, ListedName entry) =>
        entry.Type == EntryType.Directory
        || (entry.Type == EntryType.None && root.Stat(entry.Name, out FileStatus status) == Errno.None && status.Type == EntryType.Directory);

    private static bool IsFoundInOtherCase(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        Span<byte> other = stackalloc byte[name.Length];
        for (int i = 0; i < name.Length; i++)
        {
            other[i] = char.IsAsciiLetter((char)name[i]) ? (byte)(name[i] ^ CaseBit) : name[i];
        }

        return IsOne(directory, name, other);
    }

    private static bool IsOne(DirectoryHandle directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) =>
        directory.Stat(name, out FileStatus given) == Errno.None && directory.Stat(other, out FileStatus found) == Errno.None && found.Inode == given.Inode;

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
