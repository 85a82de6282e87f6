namespace Lockstep.Tree;

/// <summary>
/// Applies edits to a snapshot by rebuilding the lists on the edits' paths and sharing all others. Reads each edit once, so that they may be put together while
/// they are read.
/// </summary>
internal sealed class SnapshotEditor
{
    private readonly IReadOnlyList<EntryEdit> _edits;
    private readonly List<EntryListBuilder> _builders = [];
    private EntryEdit _edit;
    private int _index = -1;

    private SnapshotEditor(IReadOnlyList<EntryEdit> edits)
    {
        _edits = edits;
        MoveNext();
    }

    private bool HasEdit => _index < _edits.Count;

    public static Snapshot Apply(Snapshot snapshot, IReadOnlyList<EntryEdit> edits) => new SnapshotEditor(edits).Apply(snapshot);

    private Snapshot Apply(Snapshot snapshot)
    {
        Entry root = snapshot.Root;
        FileStamp stamp = snapshot.RootStamp;
        EntryList entries = snapshot.Entries;
        if (HasEdit && _edit.Path.IsRoot)
        {
            (root, stamp) = (_edit.Entry, _edit.Stamp);
            entries = root.IsDirectory ? entries : EntryList.Empty;
            MoveNext();
        }

        if (!root.IsDirectory)
        {
            PassRemovals(directory: default);
        }

        return new Snapshot(root, HasEdit ? Edit(entries, directory: default, level: 0) : entries, stamp);
    }

    /// <summary>Merges a directory's list with the edits that are next, those at and below its entries.</summary>
    private EntryList Edit(EntryList list, ReadOnlySpan<byte> directory, int level)
    {
        EntryListBuilder builder = BuilderAt(level);
        int index = 0;
        while (IsNextBelow(directory))
        {
            ReadOnlySpan<byte> path = _edit.Path.Bytes;
            int start = directory.IsEmpty ? 0 : directory.Length + 1;
            int slash = path[start..].IndexOf((byte)'/');
            path = slash < 0 ? path : path[..(start + slash)];
            ReadOnlySpan<byte> name = path[start..];
            while (index < list.Count && list.NameAt(index).SequenceCompareTo(name) < 0)
            {
                Keep(builder, list, index++);
            }

            bool stands = index < list.Count && list.NameAt(index).SequenceEqual(name);
            Merge(builder, list, stands ? index : -1, path, name, level);
            index += stands ? 1 : 0;
        }

        while (index < list.Count)
        {
            Keep(builder, list, index++);
        }

        return builder.Build();
    }

    /// <summary>Adds what one name is after its edits: the first may be for the name itself, the others are for what is below it.</summary>
    private void Merge(EntryListBuilder builder, EntryList list, int index, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, int level)
    {
        Entry entry = index < 0 ? Entry.Absent : list[index];
        FileStamp stamp = index < 0 ? default : list.StampAt(index);
        EntryList children = index < 0 ? EntryList.Empty : list.ChildrenAt(index);
        if (_edit.Path.Bytes.Length == path.Length)
        {
            (entry, stamp) = (_edit.Entry, _edit.Stamp);
            children = entry.IsDirectory ? children : EntryList.Empty;
            MoveNext();
        }

        if (!entry.IsDirectory)
        {
            PassRemovals(path);
        }

        if (entry.Exists)
        {
            builder.Add(name, entry, IsNextBelow(path) ? Edit(children, path, level + 1) : children, stamp);
        }
    }

    private void PassRemovals(ReadOnlySpan<byte> directory)
    {
        for (; IsNextBelow(directory); MoveNext())
        {
            if (_edit.Entry.Exists)
            {
                throw new ProtocolException($"'{_edit.Path}' cannot stand below an entry that is no directory");
            }
        }
    }

    private void MoveNext()
    {
        RelativePath previous = _edit.Path;
        _index++;
        _edit = HasEdit ? _edits[_index] : default;
        if (_index > 0 && HasEdit && previous >= _edit.Path)
        {
            throw new ProtocolException($"edit of '{_edit.Path}' is given twice or out of order");
        }
    }

    private bool IsNextBelow(ReadOnlySpan<byte> directory)
    {
        ReadOnlySpan<byte> path = _edit.Path.Bytes;
        return HasEdit && (directory.IsEmpty || (path.Length > directory.Length && path[directory.Length] == (byte)'/' && path.StartsWith(directory)));
    }

    /// <summary>A builder for each level of the tree: lists of one level are built one after the other.</summary>
    private EntryListBuilder BuilderAt(int level)
    {
        if (level == _builders.Count)
        {
            _builders.Add(new EntryListBuilder());
        }

        return _builders[level];
    }

    private static void Keep(EntryListBuilder builder, EntryList list, int index) =>
        builder.Add(list.NameAt(index), list[index], list.ChildrenAt(index), list.StampAt(index));
}
