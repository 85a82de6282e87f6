using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>The sizes of files whose content is known: a new file of another size cannot be one of them.</summary>
internal static class ContentSizes
{
    /// <summary>The sizes of what a new file may be a copy of; within a scope, of what may be leaving there.</summary>
    public static HashSet<long> Of(PlanInput input)
    {
        var sizes = new HashSet<long>();
        foreach (ScopedPath path in input.Scope.Paths)
        {
            Entry entry = input.Baseline.Find(path.Path);
            if (path.IsDeep)
            {
                Collect(input.Baseline.ChildrenOf(path.Path), sizes);
            }

            if (entry is { IsFile: true, Content.IsKnown: true } && !input.Project.Find(path.Path).Exists)
            {
                sizes.Add(entry.Size);
            }
        }

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
