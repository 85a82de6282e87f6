using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

/// <summary>Random trees over few names, contents, modes and times, so that two of them have much in common.</summary>
internal static class TreeGen
{
    private static readonly string[] Names = ["a", "b", "c.x", "ab"];

    private static readonly string[] Contents = ["", "1", "2", "33", "333"];

    private static readonly Gen<RelativePath> Path =
        Gen.OneOf(Names).Array[1, 3].Select(names => RelativePath.Parse(string.Join('/', names)));

    /// <summary>An entry of any type with its content known.</summary>
    public static readonly Gen<Entry> Entry = Gen.Select(
        Gen.Int[0, 5],
        Gen.OneOf(Contents),
        Gen.Int[0, 3],
        Gen.Int[0, 3],
        (kind, content, mode, time) =>
        {
            Entry file = TreeText.File(content);
            Entry entry = kind switch
            {
                0 or 1 => TreeText.Directory,
                2 => file with { Type = EntryType.Symlink, Mode = 0 },
                _ => file,
            };
            return entry with
            {
                Mode = (ushort)(entry.Type == EntryType.Symlink ? 0 : mode == 0 ? 0x1c0 : entry.Mode),
                ModifiedNs = entry.ModifiedNs + (time == 0 ? 7 : 0),
            };
        });

    /// <summary>Paths with entries, not necessarily a tree.</summary>
    public static readonly Gen<(RelativePath Path, Entry Entry)[]> Puts = Gen.Select(Path, Entry).Array[0, 14];

    /// <summary>A tree with a root.</summary>
    public static readonly Gen<Snapshot> Tree = Puts.Select(puts => Overlay(TreeText.Of(), puts));

    /// <summary>Two trees of which the second came from the first by some changes.</summary>
    public static readonly Gen<(Snapshot Before, Snapshot After)> Pair = Gen.Select(Tree, Edits, (before, edits) => (before, Edit(before, edits)));

    /// <summary>Changes that turn one tree into another: an absent entry removes.</summary>
    public static Gen<(RelativePath Path, Entry Entry)[]> Edits =>
        Gen.Select(Path, Gen.Frequency((1, Gen.Const(Lockstep.Tree.Entry.Absent)), (2, Entry))).Array[0, 6];

    /// <summary>The tree after the changes: whatever is in the way of an entry goes, and directories on its way come.</summary>
    public static Snapshot Edit(Snapshot tree, (RelativePath Path, Entry Entry)[] edits) => Overlay(tree, edits);

    private static Snapshot Overlay(Snapshot tree, (RelativePath Path, Entry Entry)[] puts)
    {
        SortedDictionary<RelativePath, Entry> entries = TreeText.Flatten(tree);
        foreach ((RelativePath path, Entry entry) in puts)
        {
            if (!entry.IsDirectory)
            {
                foreach (RelativePath below in entries.Keys.Where(key => key.IsBelow(path)).ToList())
                {
                    entries.Remove(below);
                }
            }

            if (!entry.Exists)
            {
                entries.Remove(path);
                continue;
            }

            for (RelativePath above = path.Parent; !above.IsRoot; above = above.Parent)
            {
                if (!entries.GetValueOrDefault(above).IsDirectory)
                {
                    entries[above] = TreeText.Directory;
                }
            }

            entries[path] = entry;
        }

        return TreeText.Build(entries);
    }
}
