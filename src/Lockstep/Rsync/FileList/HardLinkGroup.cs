namespace Lockstep.Rsync.FileList;

/// <summary>The entries that are one file.</summary>
internal sealed class HardLinkGroup
{
    /// <summary>The number of the member that was sent first, in the order of sending; negative until one was.</summary>
    public int Leader { get; set; } = -1;

    /// <summary>The sender's file system.</summary>
    public ulong Device { get; init; }

    /// <summary>The file's number there.</summary>
    public ulong Inode { get; init; }

    /// <summary>The owner and the group that the sender gave the leader, as its numbers.</summary>
    public (int User, int Group) SentIds { get; set; }

    /// <summary>The members in the order of sending.</summary>
    public List<FileEntry> Members { get; } = [];
}
