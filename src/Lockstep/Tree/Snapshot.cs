namespace Lockstep.Tree;

/// <summary>
/// All entries of one side at one moment: the root directory's own entry and what stands in it. Immutable; <see cref="With"/> gives a
/// changed snapshot that shares every directory the changes do not touch.
/// </summary>
public sealed class Snapshot
{
    /// <summary>Creates a snapshot.</summary>
    /// <param name="root">The root directory's own entry, <see cref="Entry.Absent"/> when there is no root.</param>
    /// <param name="entries">What stands in it.</param>
    /// <param name="rootStamp">The root's stamp on the machine it was seen on.</param>
    public Snapshot(Entry root, EntryList entries, FileStamp rootStamp = default)
    {
        Root = root;
        Entries = entries;
        RootStamp = rootStamp;
    }

    /// <summary>A root that does not exist.</summary>
    public static Snapshot Absent { get; } = new(Entry.Absent, EntryList.Empty);

    /// <summary>The root directory's own entry.</summary>
    public Entry Root { get; }

    /// <summary>The root's stamp.</summary>
    public FileStamp RootStamp { get; }

    /// <summary>What stands in the root.</summary>
    public EntryList Entries { get; }

    /// <summary>Number of entries below the root.</summary>
    public int Count => Entries.CountAll();

    /// <summary>Identifies the snapshot's content (all but stamps), equal on both sides for equal snapshots.</summary>
    public SnapshotDigest Digest => SnapshotDigest.Of(this);

    /// <summary>What stands at a path; <see cref="Entry.Absent"/> when nothing does.</summary>
    public Entry Find(RelativePath path) => Find(path, out _);

    /// <summary>What stands at a path and its stamp.</summary>
    public Entry Find(RelativePath path, out FileStamp stamp)
    {
        stamp = RootStamp;
        if (path.IsRoot)
        {
            return Root;
        }

        EntryList list = Entries;
        ReadOnlySpan<byte> rest = path.Bytes;
        while (true)
        {
            int slash = rest.IndexOf((byte)'/');
            int index = list.Find(slash < 0 ? rest : rest[..slash]);
            if (index < 0)
            {
                stamp = default;
                return Entry.Absent;
            }

            if (slash < 0)
            {
                stamp = list.StampAt(index);
                return list[index];
            }

            list = list.ChildrenAt(index);
            rest = rest[(slash + 1)..];
        }
    }

    /// <summary>The entries below a directory; empty where there is none.</summary>
    public EntryList ChildrenOf(RelativePath directory)
    {
        EntryList list = Entries;
        foreach (Range range in directory.Bytes.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = directory.Bytes[range];
            int index = name.IsEmpty ? -1 : list.Find(name);
            if (index < 0)
            {
                return directory.IsRoot ? list : EntryList.Empty;
            }

            list = list.ChildrenAt(index);
        }

        return list;
    }

    /// <summary>
    /// The snapshot after edits. Costs the directories on the edits' paths.
    /// </summary>
    /// <param name="edits">
    /// In path order, each path once. An absent entry removes the path and all below it; any other is put there (its directory must exist
    /// already or be put there by an earlier edit). What was below a path that stays a directory stays.
    /// </param>
    public Snapshot With(IReadOnlyList<EntryEdit> edits) => SnapshotEditor.Apply(this, edits);
}
