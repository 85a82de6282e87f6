using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>The sizes of files whose content is known: a new file of another size cannot be one of them.</summary>
internal static class ContentSizes
{
    public static HashSet<long> Of(Snapshot snapshot)
    {
        var sizes = new HashSet<long>();
        Collect(snapshot.Entries, sizes);
        return sizes;
    }

    private static void Collect(EntryList list, HashSet<long> sizes)
    {
        for (int i = 0; i < list.Count; i++)
        {
            ref readonly Entry entry = ref list[i];
            if (entry.IsDirectory)
            {
                Collect(list.ChildrenAt(i), sizes);
            }
            else if (entry.IsFile && entry.Content.IsKnown)
            {
                sizes.Add(entry.Size);
            }
        }
    }
}
