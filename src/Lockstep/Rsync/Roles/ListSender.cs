using System.Text;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Disk;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Roles;

/// <summary>Sends lists: all at once, or a directory at a time, some ahead of what the generator looks at.</summary>
internal sealed class ListSender(RsyncSession session, SourceLister lister, SourceProblems problems, FileTable table, IndexCodec indices, SessionTotals totals)
{
    private const int EntriesAhead = 1000;

    private readonly ListWriter _writer = session.StartWritingLists();
    private readonly Stack<int> _unlisted = new();

    /// <summary>Directories whose contents are sent, by their names: several sources may have the same.</summary>
    private readonly Dictionary<string, List<FileEntry>> _contents = [];

    /// <summary>What arguments name in directories that are listed later, by the names of these.</summary>
    private readonly Dictionary<string, List<FileEntry>> _named = [];
    private bool _hasEnded;

    /// <summary>Sends the first list.</summary>
    /// <param name="arguments">The sources.</param>
    public void SendFirst(IEnumerable<SourceArgument> arguments)
    {
        List<FileEntry> entries = lister.ListArguments(arguments);
        bool isIncremental = session.Dialect.IsIncremental;
        foreach (FileEntry argument in entries.ToArray())
        {
            if (argument.IsDirectory && argument.Kind == DirectoryKind.Top && (argument.IsRoot || !isIncremental))
            {
                AddContents(argument, entries, isIncremental);
            }
        }

        FileSegment segment = Send(isIncremental ? Merged(entries) : entries, directory: null);
        if (!isIncremental)
        {
            _hasEnded = true;
            SendIdLists(entries);
            return;
        }

        Remember(segment, firstDirectory: 0);
    }

    /// <summary>Sends lists until enough lies ahead of the generator.</summary>
    public void SendAhead()
    {
        while (!_hasEnded && table.EntriesAhead < EntriesAhead)
        {
            if (_unlisted.Count == 0)
            {
                indices.Write(session.Writer, IndexCodec.ListsEnd);
                _hasEnded = true;
                return;
            }

            int number = _unlisted.Pop();
            FileEntry directory = table.Directory(number);
            indices.Write(session.Writer, IndexCodec.ListOfFirstDirectory - number);
            int first = table.DirectoryCount;
            Remember(Send(ListOf(directory), directory), first);
        }
    }

    private List<FileEntry> ListOf(FileEntry directory)
    {
        string name = ByteWord.Of(directory.Name);
        List<FileEntry> entries = [];
        if (_contents.Remove(name, out List<FileEntry>? sources))
        {
            sources.ForEach(source => entries.AddRange(lister.ListDirectory(source)));
        }

        if (_named.Remove(name, out List<FileEntry>? named))
        {
            entries.AddRange(named);
        }

        return Merged(entries);
    }

    /// <summary>
    /// The entries of one list, each name once: of several files the first, of directories one for all. What lies in a directory of a later list is left for it.
    /// </summary>
    private List<FileEntry> Merged(List<FileEntry> entries)
    {
        Dictionary<string, FileEntry> merged = [];
        int depth = -1;
        foreach (FileEntry entry in entries.OrderBy(entry => entry.Name.AsSpan().Count((byte)'/')))
        {
            string name = ByteWord.Of(entry.Name);
            int slash = name.LastIndexOf('/');
            int own = name.Count(letter => letter == '/');
            depth = depth < 0 ? own : depth;
            if (own > depth)
            {
                (_named.TryGetValue(name[..slash], out List<FileEntry>? named) ? named : _named[name[..slash]] = []).Add(entry);
                continue;
            }

            if (entry is { IsDirectory: true, IsRoot: false, Kind: DirectoryKind.Content or DirectoryKind.Top })
            {
                (_contents.TryGetValue(name, out List<FileEntry>? sources) ? sources : _contents[name] = []).Add(entry);
            }

            if (!merged.TryGetValue(name, out FileEntry? kept) || (entry.IsDirectory && !kept.IsDirectory))
            {
                merged[name] = entry;
            }
            else if (entry.IsDirectory)
            {
                kept.Kind = FileTable.Stronger(kept.Kind, entry.Kind);
            }
        }

        return [.. merged.Values];
    }

    private void AddContents(FileEntry directory, List<FileEntry> entries, bool isIncremental)
    {
        if (session.Options.Recursive && !isIncremental)
        {
            lister.AddBelow(directory, entries);
        }
        else
        {
            entries.AddRange(lister.ListDirectory(directory));
        }
    }

    private FileSegment Send(List<FileEntry> entries, FileEntry? directory)
    {
        int start = table.Next;
        ModeChange.Apply(session, entries);
        _writer.Next = start;
        foreach (FileEntry entry in entries)
        {
            _writer.Write(entry, start);
        }

        totals.Count(entries);
        _writer.WriteEnd(session.Options.Delete.IgnoreErrors ? 0 : problems.Errors);
        return table.Add(entries, directory);
    }

    /// <summary>The directories of a list are listed next, the first one first.</summary>
    private void Remember(FileSegment segment, int firstDirectory)
    {
        int count = segment.Entries.Count(entry => entry.IsDirectory);
        for (int number = firstDirectory + count - 1; number >= firstDirectory; number--)
        {
            if (!table.Directory(number).IsRoot)
            {
                _unlisted.Push(number);
            }
        }
    }

    private void SendIdLists(List<FileEntry> entries)
    {
        if (session.Shape.IdNames)
        {
            SendIdList(session.Shape.Users, entries.Select(entry => entry.UserId), session.Ids.UserName);
            SendIdList(session.Shape.Groups, entries.Select(entry => entry.GroupId), session.Ids.GroupName);
        }

        if (!session.Dialect.HasVariableNumbers)
        {
            session.Writer.WriteInt32(session.Options.Delete.IgnoreErrors ? 0 : problems.Errors);
        }
    }

    private void SendIdList(bool isSent, IEnumerable<int> ids, Func<int, string?> find)
    {
        if (!isSent)
        {
            return;
        }

        foreach (int id in ids.Distinct().Where(id => id != 0))
        {
            if (find(id) is { } name)
            {
                session.Writer.WriteNumber(id);
                SendName(name);
            }
        }

        session.Writer.WriteNumber(0);
        if (session.Dialect.Has(CompatFlags.NamesOfIdZero))
        {
            SendName(find(0) ?? "");
        }
    }

    private void SendName(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        session.Writer.WriteByte((byte)bytes.Length);
        session.Writer.Write(bytes.AsSpan(0, (byte)bytes.Length));
    }
}
