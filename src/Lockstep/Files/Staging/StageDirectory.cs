using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Staging;

/// <summary>The directory <c>stage/</c> of a state directory, as it lies between runs.</summary>
internal static class StageDirectory
{
    private static readonly TimeSpan LongestStay = TimeSpan.FromDays(7);

    private static ReadOnlySpan<byte> Name => "stage"u8;

    /// <summary>Opens it, made where there is none.</summary>
    public static DirectoryHandle Open(DirectoryHandle state)
    {
        if (!state.TryStat(Name, out _))
        {
            state.MakeDirectory(Name);
        }

        return state.OpenDirectory(Name);
    }

    /// <summary>Whether an interrupted run left anything.</summary>
    public static bool HasLeftovers(DirectoryHandle state)
    {
        if (!state.TryStat(Name, out _))
        {
            return false;
        }

        using DirectoryHandle directory = state.OpenDirectory(Name);
        foreach (ListedName _ in directory.List(new byte[1024]))
        {
            return true;
        }

        return false;
    }

    /// <summary>Removes what was left too long ago to be of use.</summary>
    public static void Expire(DirectoryHandle state, DateTimeOffset now)
    {
        // Every run that stages sets the directory's time.
        bool isExpired = state.TryStat(Name, out FileStatus status)
            && DateTimeOffset.UnixEpoch.AddTicks(status.ModifiedNs / TimeSpan.NanosecondsPerTick) < now - LongestStay;
        if (isExpired)
        {
            Empty(state);
        }
    }

    /// <summary>Bytes that a directory takes on the disk, with all in it; what cannot be looked at counts as nothing.</summary>
    public static long SizeOf(DirectoryHandle directory)
    {
        const int BlockLength = 512; // of st_blocks, whatever the file system's are
        long bytes = 0;
        foreach (byte[] name in TreeRemoval.NamesIn(directory))
        {
            if (!directory.TryStat(name, out FileStatus status))
            {
                continue;
            }

            bytes += status.Blocks * BlockLength;
            if (status.Type == EntryType.Directory && directory.TryOpenDirectory(name, out DirectoryHandle? child, out _))
            {
                using (child)
                {
                    bytes += SizeOf(child);
                }
            }
        }

        return bytes;
    }

    /// <summary>Removes everything in it.</summary>
    public static void Empty(DirectoryHandle state)
    {
        using DirectoryHandle directory = Open(state);
        TreeRemoval.Empty(directory);
    }
}
