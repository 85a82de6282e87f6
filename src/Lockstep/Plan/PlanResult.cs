using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What executing a plan makes of the baseline.</summary>
internal static class PlanResult
{
    /// <summary>The edits of a plan that was executed but for some paths, in path order.</summary>
    public static List<EntryEdit> EditsOf(SyncPlan plan, Func<int, Entry> entryAfter, IReadOnlyCollection<RelativePath> failed)
    {
        HashSet<RelativePath> left = WithHoldingDirectories(plan, failed);
        bool isOrdered = true;
        var edits = new List<EntryEdit>(plan.Changes.Count + plan.Bookkeeping.Count);
        RelativePath? unmade = null;
        for (int i = 0; i < plan.Changes.Count; i++)
        {
            Change change = plan.Changes[i];
            bool isBelowUnmade = unmade is { } directory && change.Path.IsBelow(directory);
            if (isBelowUnmade && change.After.Exists)
            {
                continue;
            }

            if (left.Count > 0 && left.Contains(change.Path))
            {
                unmade = change.After.IsDirectory && !change.Before.IsDirectory ? change.Path : unmade;
                continue;
            }

            edits.Add(new EntryEdit(change.Path, entryAfter(i)));
            if (change.Kind == ChangeKind.Rename)
            {
                edits.Add(new EntryEdit(change.Source, Entry.Absent));
                isOrdered = false;
            }
        }

        if (plan.Bookkeeping.Count == 0 && isOrdered)
        {
            return edits;
        }

        if (plan.Bookkeeping.Count == 0)
        {
            edits.Sort((left, right) => left.Path.CompareTo(right.Path));
            return edits;
        }

        IEnumerable<EntryEdit> all = plan.Bookkeeping.Where(edit => !left.Contains(edit.Path)).Concat(edits);
        return [.. all.DistinctBy(edit => edit.Path).OrderBy(edit => edit.Path)];
    }

    /// <summary>What failed to go holds the directories above it, so that they stay in the baseline with it.</summary>
    private static HashSet<RelativePath> WithHoldingDirectories(SyncPlan plan, IReadOnlyCollection<RelativePath> failed)
    {
        HashSet<RelativePath> left = [.. failed];
        if (left.Count == 0)
        {
            return left;
        }

        IEnumerable<Change> leaving = plan.Changes.Where(change => change.Before.IsDirectory && !change.After.IsDirectory);
        HashSet<RelativePath> leavingPaths = [.. leaving.Select(change => change.Path)];
        foreach (Change change in plan.Changes.Where(change => left.Contains(change.Path)))
        {
            RelativePath held = change.Kind == ChangeKind.Rename ? change.Source : change.Path;
            for (RelativePath above = held.Parent; leavingPaths.Contains(above); above = above.Parent)
            {
                left.Add(above);
            }
        }

        return left;
    }
}
