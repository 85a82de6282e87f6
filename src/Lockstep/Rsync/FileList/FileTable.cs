using Lockstep.Rsync.Coding;

namespace Lockstep.Rsync.FileList;

/// <summary>
/// The lists of a session and their indices, which sender and receiver count alike. Between two lists an index is left out: it is the directory of the
/// second one. Safe for the threads of one session.
/// </summary>
internal sealed class FileTable(Dialect dialect)
{
    private readonly Lock _lock = new();
    private readonly List<FileSegment> _segments = [];
    private readonly List<FileEntry> _directories = [];
    private readonly EntryOrder _order = new(dialect.SortsFilesFirst);
    private int _next = dialect.IsIncremental ? 1 : 0;

    /// <summary>The first index of the next list.</summary>
    public int Next
    {
        get
        {
            lock (_lock)
            {
                return _next;
            }
        }
    }

    /// <summary>Lists that are still needed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _segments.Count;
            }
        }
    }

    /// <summary>Entries of the lists behind the oldest.</summary>
    public int EntriesAhead
    {
        get
        {
            lock (_lock)
            {
                return _segments.Count > 1 ? _next - _segments[1].First : 0;
            }
        }
    }

    /// <summary>How many directories are known.</summary>
    public int DirectoryCount
    {
        get
        {
            lock (_lock)
            {
                return _directories.Count;
            }
        }
    }

    /// <summary>Adds a list that came in the order of sending.</summary>
    /// <param name="sent">The entries.</param>
    /// <param name="directory">The directory that it lists; null for the first list.</param>
    public FileSegment Add(List<FileEntry> sent, FileEntry? directory)
    {
        FileEntry[] entries = Sorted(sent);
        ClearDoubles(entries);
        lock (_lock)
        {
            FileEntry? owner = directory ?? (entries is [{ IsRoot: true } root, ..] ? root : null);
            var segment = new FileSegment(_next, entries, owner) { Order = _order };
            _segments.Add(segment);
            _next += entries.Length + (dialect.IsIncremental ? 1 : 0);
            _directories.AddRange(entries.Where(entry => entry.IsDirectory && (dialect.IsIncremental || !entry.IsCleared)));
            if (owner is not null)
            {
                owner.IsListed = true;
            }

            return segment;
        }
    }

    /// <summary>The directory whose list is announced by an index.</summary>
    public FileEntry DirectoryOf(int index)
    {
        lock (_lock)
        {
            int number = IndexCodec.ListOfFirstDirectory - index;
            FileEntry? directory = number >= 0 && number < _directories.Count ? _directories[number] : null;
            return directory is { IsListed: false, IsCleared: false }
                ? directory
                : throw new ProtocolException($"a list of directory {number}, which is none or was listed before");
        }
    }

    /// <summary>A directory by its number.</summary>
    public FileEntry Directory(int number)
    {
        lock (_lock)
        {
            return _directories[number];
        }
    }

    /// <summary>The entry of an index, and its list.</summary>
    public (FileEntry Entry, FileSegment Segment) Find(int index)
    {
        lock (_lock)
        {
            foreach (FileSegment segment in _segments)
            {
                if (index == segment.First - 1 && dialect.IsIncremental && segment.Directory is { } directory)
                {
                    return (directory, segment);
                }

                if (index >= segment.First && index < segment.First + segment.Entries.Length)
                {
                    FileEntry entry = segment.Entries[index - segment.First];
                    return entry.IsCleared ? throw Unknown(index) : (entry, segment);
                }
            }
        }

        throw Unknown(index);
    }

    /// <summary>The oldest list that is still needed.</summary>
    public FileSegment Oldest()
    {
        lock (_lock)
        {
            return _segments[0];
        }
    }

    /// <summary>Forgets the oldest list.</summary>
    public void ReleaseOldest()
    {
        lock (_lock)
        {
            if (_segments.Count == 0)
            {
                throw new ProtocolException("the end of a list that never came");
            }

            _segments.RemoveAt(0);
        }
    }

    /// <summary>All directories, parents before what they hold.</summary>
    public FileEntry[] Directories()
    {
        lock (_lock)
        {
            return [.. _directories];
        }
    }

    private static ProtocolException Unknown(int index) => new($"index {index} is no entry of a list");

    private FileEntry[] Sorted(List<FileEntry> sent)
    {
        FileEntry[] entries = [.. sent];
        int[] positions = [.. Enumerable.Range(0, entries.Length)];
        Array.Sort(positions, (x, y) => _order.Compare(sent[x], sent[y]) is not 0 and int difference ? difference : x - y);
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = sent[positions[i]];
        }

        return entries;
    }

    /// <summary>Of entries with one name the first is kept, and a directory before any other.</summary>
    private void ClearDoubles(FileEntry[] entries)
    {
        FileEntry? kept = null;
        foreach (FileEntry entry in entries)
        {
            if (kept is null || !kept.Name.AsSpan().SequenceEqual(entry.Name))
            {
                kept = entry;
                ClearFileOf(entry, entries);
            }
            else if (entry.IsDirectory && !kept.IsDirectory)
            {
                (kept.IsCleared, kept) = (true, entry);
            }
            else
            {
                entry.IsCleared = true;
                kept.Kind = kept.IsDirectory && entry.IsDirectory ? Stronger(kept.Kind, entry.Kind) : kept.Kind;
            }
        }
    }

    /// <summary>What a directory means that is named twice: contents go before the directory alone, and that before one on the way.</summary>
    public static DirectoryKind Stronger(DirectoryKind x, DirectoryKind y) =>
        x == DirectoryKind.Top || y == DirectoryKind.Top ? DirectoryKind.Top : (DirectoryKind)Math.Min((int)x, (int)y);

    /// <summary>The files of a directory stand apart from its directories.</summary>
    private void ClearFileOf(FileEntry directory, FileEntry[] entries)
    {
        if (!directory.IsDirectory || directory.IsRoot || !dialect.SortsFilesFirst)
        {
            return;
        }

        var file = new FileEntry { Name = directory.Name, Mode = EntryMode.Regular };
        for (int at = Array.BinarySearch(entries, file, _order); at >= 0 && at < entries.Length && entries[at].Name.AsSpan().SequenceEqual(file.Name); at++)
        {
            entries[at].IsCleared |= !entries[at].IsDirectory;
        }
    }
}
