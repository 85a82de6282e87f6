namespace Lockstep.Rsync.FileList;

/// <summary>One list of a session in the order of its indices: all entries, or those of one directory.</summary>
/// <param name="First">The index of its first entry.</param>
/// <param name="Entries">The entries.</param>
/// <param name="Directory">The directory that it lists; null for a first list without a root.</param>
internal sealed record FileSegment(int First, FileEntry[] Entries, FileEntry? Directory)
{
    /// <summary>The order of the entries.</summary>
    public required EntryOrder Order { get; init; }

    /// <summary>Entries whose contents are on their way.</summary>
    public int InProgress { get; set; }

    /// <summary>Whether all its entries were looked at.</summary>
    public bool IsLookedAt { get; set; }

    /// <summary>Whether an entry of this name is among them, of whatever kind.</summary>
    public bool Contains(byte[] name) =>
        IsThere(new FileEntry { Name = name, Mode = EntryMode.Regular }) || IsThere(new FileEntry { Name = name, Mode = EntryMode.Directory });

    private bool IsThere(FileEntry wanted) => Array.BinarySearch(Entries, wanted, Order) >= 0;
}
