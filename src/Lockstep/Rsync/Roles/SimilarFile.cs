using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>A file of the destination that may hold most of a new one's content.</summary>
/// <param name="Name">Its name in the directory of the new one.</param>
/// <param name="Status">What it is.</param>
internal sealed record SimilarFile(byte[] Name, EntryStatus Status)
{
    private const int ListBufferLength = 64 * 1024;
    private const int MaxLength = 255;

    /// <summary>
    /// Finds a file of the same directory: one of the same size and time, else the one whose name is nearest; null when no name is near.
    /// </summary>
    public static SimilarFile? Find(TargetTree target, FileEntry entry)
    {
        List<SimilarFile> files = List(target, entry);
        if (files.Find(file => file.Status.Size == entry.Size && file.Status.Modified == entry.Modified) is { } twin)
        {
            return twin;
        }

        byte[] leaf = SourceRoots.LeafOf(entry.Name).ToArray();
        SimilarFile? nearest = files.MinBy(file => Distance(leaf, file.Name));
        return nearest is not null && Distance(leaf, nearest.Name) <= Math.Max(leaf.Length, nearest.Name.Length) / 2 ? nearest : null;
    }

    private static List<SimilarFile> List(TargetTree target, FileEntry entry)
    {
        List<SimilarFile> files = [];
        try
        {
            DirectoryHandle directory = target.ParentOf(entry.Name);
            foreach (ListedName listed in directory.List(new byte[ListBufferLength]))
            {
                if (directory.StatEntry(listed.Name, out EntryStatus status) == Errno.None && (status.Mode & EntryMode.TypeMask) == EntryMode.Regular && status.Size > 0)
                {
                    files.Add(new SimilarFile(listed.Name.ToArray(), status));
                }
            }
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR)
        {
            // A directory that is not there yet has nothing that is similar.
        }

        return files;
    }

    /// <summary>How many letters have to be changed, added or taken away to make one name of the other.</summary>
    private static int Distance(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        Span<int> row = stackalloc int[MaxLength + 1];
        for (int j = 0; j <= y.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= x.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= y.Length; j++)
            {
                int changed = diagonal + (x[i - 1] == y[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[y.Length];
    }
}
