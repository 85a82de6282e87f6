namespace Lockstep.Tree;

/// <summary>Has one snapshot share the directories that another has too: side by side they take no more memory than one, and are compared by reference.</summary>
internal static class SnapshotSharing
{
    /// <summary>The snapshot with the other's lists where their digests say that all in them is equal. Stamps are the other's there.</summary>
    public static Snapshot Share(Snapshot snapshot, Snapshot other)
    {
        if (ReferenceEquals(snapshot, other) || snapshot.Digest == other.Digest)
        {
            return other;
        }

        EntryList shared = Share(snapshot.Entries, other.Entries);
        return ReferenceEquals(shared, snapshot.Entries) ? snapshot : new Snapshot(snapshot.Root, shared, snapshot.RootStamp);
    }

    private static EntryList Share(EntryList list, EntryList other)
    {
        if (ReferenceEquals(list, other) || (list.Count == other.Count && list.Digest == other.Digest))
        {
            return other;
        }

        EntryList?[]? children = null;
        for (int i = 0; i < list.Count; i++)
        {
            EntryList below = list.ChildrenAt(i);
            EntryList shared = below.Count == 0 ? below : Share(below, other.ChildrenOf(list.NameAt(i)));
            if (!ReferenceEquals(shared, below))
            {
                children ??= list.CopyChildren();
                children[i] = shared;
            }
        }

        return children is null ? list : list.WithEqualChildren(children);
    }
}
