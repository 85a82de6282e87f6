using System.Runtime.InteropServices;

namespace Lockstep.Tree;

/// <summary>Applies edits to a snapshot by rebuilding the lists on the edits' paths and sharing all others.</summary>
internal static class SnapshotEditor
{
    public static Snapshot Apply(Snapshot snapshot, IReadOnlyList<EntryEdit> edits)
    {
        Entry root = snapshot.Root;
        FileStamp stamp = snapshot.RootStamp;
        ReadOnlySpan<EntryEdit> rest = CollectionsMarshal.AsSpan(edits as List<EntryEdit> ?? [.. edits]);
        ExpectOrder(rest);
        EntryList entries = snapshot.Entries;
        if (!rest.IsEmpty && rest[0].Path.IsRoot)
        {
            (root, stamp) = (rest[0].Entry, rest[0].Stamp);
            entries = root.IsDirectory ? entries : EntryList.Empty;
            rest = rest[1..];
        }

        if (!root.IsDirectory)
        {
            ExpectRemovals(rest);
            rest = [];
        }

        return new Snapshot(root, rest.IsEmpty ? entries : Edit(entries, rest, depth: 0), stamp);
    }

    /// <summary>
    /// Merges a list with the edits at and below it; <paramref name="depth"/> is where the component of this level starts in each path.
    /// </summary>
    private static EntryList Edit(EntryList list, ReadOnlySpan<EntryEdit> edits, int depth)
    {
        var builder = new EntryListBuilder();
        int index = 0;
        while (!edits.IsEmpty)
        {
            ReadOnlySpan<byte> name = ComponentAt(edits[0].Path, depth);
            int group = GroupLength(edits, name, depth);
            while (index < list.Count && list.NameAt(index).SequenceCompareTo(name) < 0)
            {
                Keep(builder, list, index++);
            }

            bool stands = index < list.Count && list.NameAt(index).SequenceEqual(name);
            Merge(builder, list, stands ? index : -1, name, edits[..group], depth);
            index += stands ? 1 : 0;
            edits = edits[group..];
        }

        while (index < list.Count)
        {
            Keep(builder, list, index++);
        }

        return builder.Build();
    }

    /// <summary>Adds what one name is after its edits: the first may be for the name itself, the others are for what is below it.</summary>
    private static void Merge(
        EntryListBuilder builder, EntryList list, int index, ReadOnlySpan<byte> name, ReadOnlySpan<EntryEdit> edits, int depth)
    {
        Entry entry = index < 0 ? Entry.Absent : list[index];
        FileStamp stamp = index < 0 ? default : list.StampAt(index);
        EntryList children = index < 0 ? EntryList.Empty : list.ChildrenAt(index);
        int below = depth + name.Length + 1;
        if (edits[0].Path.Bytes.Length < below)
        {
            (entry, stamp) = (edits[0].Entry, edits[0].Stamp);
            children = entry.IsDirectory ? children : EntryList.Empty;
            edits = edits[1..];
        }

        if (!entry.IsDirectory)
        {
            ExpectRemovals(edits);
            edits = [];
        }

        if (!entry.Exists)
        {
            return;
        }

        builder.Add(name, entry, edits.IsEmpty ? children : Edit(children, edits, below), stamp);
    }

    private static void ExpectOrder(ReadOnlySpan<EntryEdit> edits)
    {
        for (int i = 1; i < edits.Length; i++)
        {
            if (edits[i - 1].Path >= edits[i].Path)
            {
                throw new ProtocolException($"edit of '{edits[i].Path}' is given twice or out of order");
            }
        }
    }

    private static void ExpectRemovals(ReadOnlySpan<EntryEdit> edits)
    {
        foreach (ref readonly EntryEdit edit in edits)
        {
            if (edit.Entry.Exists)
            {
                throw new ProtocolException($"'{edit.Path}' cannot stand below an entry that is no directory");
            }
        }
    }

    private static void Keep(EntryListBuilder builder, EntryList list, int index) =>
        builder.Add(list.NameAt(index), list[index], list.ChildrenAt(index), list.StampAt(index));

    private static int GroupLength(ReadOnlySpan<EntryEdit> edits, ReadOnlySpan<byte> name, int depth)
    {
        int length = 1;
        while (length < edits.Length && ComponentAt(edits[length].Path, depth).SequenceEqual(name))
        {
            length++;
        }

        return length;
    }

    private static ReadOnlySpan<byte> ComponentAt(RelativePath path, int start)
    {
        ReadOnlySpan<byte> rest = path.Bytes[start..];
        int slash = rest.IndexOf((byte)'/');
        return slash < 0 ? rest : rest[..slash];
    }
}
