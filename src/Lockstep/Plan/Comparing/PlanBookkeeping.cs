using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>Settles what the baseline has where a plan puts back what was somebody else's, or finds what a past run left.</summary>
internal static class PlanBookkeeping
{
    /// <summary>The edits of the baseline alone.</summary>
    /// <param name="input">What the plan is made from.</param>
    /// <param name="changes">What it does, in path order.</param>
    /// <param name="judged">The edits that judging the paths led to, in path order.</param>
    public static List<EntryEdit> Settle(PlanInput input, ChangeList changes, List<EntryEdit> judged)
    {
        if (input.Released.Count == 0 && input.Known.Count == 0)
        {
            return judged;
        }

        var edits = new SortedDictionary<RelativePath, EntryEdit>(
            judged.Where(edit => !input.Released.ContainsKey(edit.Path)).ToDictionary(edit => edit.Path));
        AddKnown(input, edits);
        foreach (Change change in changes)
        {
            edits.Remove(change.Path);
            if (change.After.Exists && input.Released.TryGetValue(change.Path, out Entry entry))
            {
                edits[change.Path] = new EntryEdit(change.Path, entry);
            }
        }

        return [.. edits.Values];
    }

    /// <summary>What is known and stays is managed from now on, unless it is released.</summary>
    private static void AddKnown(PlanInput input, SortedDictionary<RelativePath, EntryEdit> edits)
    {
        foreach (EntryEdit known in input.Known)
        {
            Entry wanted = input.Project.Find(known.Path);
            Entry managed = input.Released.GetValueOrDefault(known.Path, wanted);
            if (wanted.Exists && managed.Exists)
            {
                edits[known.Path] = new EntryEdit(known.Path, managed);
            }
        }
    }
}
