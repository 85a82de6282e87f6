using System.Globalization;
using System.Text;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

/// <summary>
/// Trees as pictures: <c>"a/", "a/x=text", "b -> a/x"</c> are a directory, a file with its content and a symlink. <c>" !755"</c> behind it
/// gives permission bits, <c>" @5"</c> a modification time in seconds. Without it the time follows from the content, so that what is written
/// alike is alike. Directories on the way to an entry need not be named.
/// </summary>
internal static class TreeText
{
    /// <summary>The tree as a snapshot whose contents are all known.</summary>
    public static Snapshot Of(params string[] lines)
    {
        var entries = new SortedDictionary<RelativePath, Entry> { [RelativePath.Root] = Directory };
        foreach (string line in lines)
        {
            (RelativePath path, Entry entry) = Parse(line);
            for (RelativePath above = path.Parent; !above.IsRoot; above = above.Parent)
            {
                entries.TryAdd(above, Directory);
            }

            entries[path] = entry;
        }

        return Build(entries);
    }

    /// <summary>The tree as a snapshot from one line: <c>"a=1; b/"</c>.</summary>
    public static Snapshot Picture(string lines) => Of(lines.Length == 0 ? [] : lines.Split("; "));

    /// <summary>A snapshot of entries by path; the root must be among them unless there are none.</summary>
    public static Snapshot Build(IReadOnlyDictionary<RelativePath, Entry> entries) =>
        Snapshot.Absent.With([.. entries.OrderBy(pair => pair.Key).Select(pair => new EntryEdit(pair.Key, pair.Value))]);

    /// <summary>All entries by path, the root's among them.</summary>
    public static SortedDictionary<RelativePath, Entry> Flatten(Snapshot snapshot)
    {
        var entries = new SortedDictionary<RelativePath, Entry>();
        if (snapshot.Root.Exists)
        {
            entries.Add(RelativePath.Root, snapshot.Root);
            Collect(snapshot.Entries, RelativePath.Root, entries);
        }

        return entries;
    }

    /// <summary>The snapshot as a scan gives it: no content is known.</summary>
    public static Snapshot WithoutContents(Snapshot snapshot) =>
        Build(Flatten(snapshot).ToDictionary(pair => pair.Key, pair => pair.Value with { Content = ContentHash.Unknown }));

    public static Entry Directory { get; } = new(EntryType.Directory, 0x1ed, 0, 0, ContentHash.Unknown);

    public static Entry File(string content) =>
        new(EntryType.File, 0x1a4, content.Length, TimeOf(content), ContentHash.Of(Encoding.UTF8.GetBytes(content)));

    /// <summary>A file of a length that no literal has.</summary>
    public static Entry File(string content, long length) => File(content) with { Size = length };

    private static (RelativePath Path, Entry Entry) Parse(string line)
    {
        string[] words = line.Split(' ');
        bool isSymlink = words.Length > 2 && words[1] == "->";
        string path = words[0];
        Entry entry;
        if (isSymlink)
        {
            entry = File(words[2]) with { Type = EntryType.Symlink, Mode = 0 };
        }
        else if (path.EndsWith('/'))
        {
            (path, entry) = (path[..^1], Directory);
        }
        else
        {
            int equals = path.IndexOf('=', StringComparison.Ordinal);
            (path, entry) = (path[..equals], File(path[(equals + 1)..]));
        }

        foreach (string word in words[(isSymlink ? 3 : 1)..])
        {
            entry = word[0] switch
            {
                '!' => entry with { Mode = Convert.ToUInt16(word[1..], 8) },
                '@' => entry with { ModifiedNs = long.Parse(word[1..], CultureInfo.InvariantCulture) * 1_000_000_000 },
                _ => throw new ArgumentException($"'{word}' means nothing in a tree"),
            };
        }

        return (RelativePath.Parse(path), entry);
    }

    private static long TimeOf(string content) => content.Aggregate(1L, (sum, next) => (sum * 31) + next) % 1_000_003 * 1_000;

    private static void Collect(EntryList list, RelativePath directory, SortedDictionary<RelativePath, Entry> entries)
    {
        for (int i = 0; i < list.Count; i++)
        {
            RelativePath path = directory.Append(list.NameAt(i));
            entries.Add(path, list[i]);
            Collect(list.ChildrenAt(i), path, entries);
        }
    }
}
