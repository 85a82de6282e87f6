using Lockstep.Tree;

namespace Lockstep.Files.Scanning;

/// <summary>
/// Drops the directories that were entered only for what may be wanted below and hold nothing. While a scan runs they carry a mark where
/// a file has its content's hash, a place no directory uses.
/// </summary>
internal static class DescentPruning
{
    private static readonly ContentHash DescentMark = new(ulong.MaxValue, ulong.MaxValue);

    public static Entry Mark(in Entry directory) => directory with { Content = DescentMark };

    /// <summary>The list without empty marked directories, and without marks.</summary>
    public static EntryList Prune(EntryList list)
    {
        var children = new EntryList[list.Count];
        bool isChanged = false;
        for (int i = 0; i < list.Count; i++)
        {
            EntryList before = list.ChildrenAt(i);
            children[i] = before.Count == 0 ? before : Prune(before);
            isChanged |= children[i] != before || IsMarked(list[i]);
        }

        return isChanged ? Rebuild(list, children) : list;
    }

    private static EntryList Rebuild(EntryList list, EntryList[] children)
    {
        var builder = new EntryListBuilder();
        for (int i = 0; i < list.Count; i++)
        {
            bool isMarked = IsMarked(list[i]);
            if (!isMarked || children[i].Count > 0)
            {
                Entry entry = isMarked ? list[i] with { Content = ContentHash.Unknown } : list[i];
                builder.Add(list.NameAt(i), entry, children[i], list.StampAt(i));
            }
        }

        return builder.Build();
    }

    private static bool IsMarked(in Entry entry) => entry.IsDirectory && entry.Content == DescentMark;
}
