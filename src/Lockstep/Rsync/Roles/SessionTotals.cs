using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Texts;

namespace Lockstep.Rsync.Roles;

/// <summary>What a run has moved so far. Each number has one writer.</summary>
internal sealed class SessionTotals
{
    /// <summary>Entries of all lists.</summary>
    public int Entries { get; set; }

    /// <summary>Bytes of all listed files.</summary>
    public long TotalSize { get; set; }

    /// <summary>Files whose contents were transferred.</summary>
    public int Transferred { get; set; }

    /// <summary>Bytes of those files.</summary>
    public long TransferredSize { get; set; }

    /// <summary>Bytes that went as they are.</summary>
    public long Literal { get; set; }

    /// <summary>Bytes that the other end had.</summary>
    public long Matched { get; set; }

    /// <summary>Entries that were made.</summary>
    public int Created { get; set; }

    /// <summary>Deletions.</summary>
    public DeletionCounts Deleted { get; set; }

    /// <summary>The peer's own count of what it read and wrote; null when it told none.</summary>
    public (long Read, long Written)? OfPeer { get; set; }

    /// <summary>The bits of what went wrong while files were listed or read.</summary>
    public int IoErrors { get; set; }

    /// <summary>Whether an entry could not be transferred.</summary>
    public bool HasFailures { get; set; }

    /// <summary>Whether a limit on deletions was reached.</summary>
    public bool HasReachedDeleteLimit { get; set; }

    /// <summary>Entries of all lists by their kind.</summary>
    public EntryCounts Listed { get; private set; }

    /// <summary>Counts the entries of a list.</summary>
    public void Count(IEnumerable<FileEntry> entries)
    {
        foreach (FileEntry entry in entries)
        {
            Entries++;
            Listed = Listed.With(entry);
            TotalSize += entry.IsRegular || entry.IsSymlink ? entry.Size : 0;
        }
    }
}
