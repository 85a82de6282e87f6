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
    public bool Contains(byte[] name) => IsThere(name, EntryMode.Regular) || IsThere(name, EntryMode.Directory);

    private bool IsThere(byte[] name, int mode)
    {
        int at = Array.BinarySearch(Entries, new FileEntry { Name = name, Mode = mode }, Order);
        // Of entries with one name any may be found, and those that were cleared are not there.
        for (; at > 0 && Entries[at - 1].Name.AsSpan().SequenceEqual(name); at--)
        {
        }

        for (; at >= 0 && at < Entries.Length && Entries[at].Name.AsSpan().SequenceEqual(name); at++)
        {
            if (!Entries[at].IsCleared)
            {
                return true;
            }
        }

        return false;
    }
}
