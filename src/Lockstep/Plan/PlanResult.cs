using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What executing a plan makes of the baseline.</summary>
internal static class PlanResult
{
    /// <summary>The edits of a plan that was executed but for some paths, in path order.</summary>
    public static IReadOnlyList<EntryEdit> EditsOf(SyncPlan plan, Func<int, Entry> entryAfter, IReadOnlyCollection<RelativePath> failed)
    {
        HashSet<RelativePath> left = WithHoldingDirectories(plan, failed);
        List<int> done = DoneChanges(plan, left);
        var sources = new List<EntryEdit>();
        foreach (int index in done)
        {
            if (plan.Changes[index] is { Kind: ChangeKind.Rename, Source: var source })
            {
                sources.Add(new EntryEdit(source, Entry.Absent));
            }
        }

        sources.Sort((one, other) => one.Path.CompareTo(other.Path));
        var changed = new EditView(done.Count, at => new EntryEdit(plan.Changes[done[at]].Path, entryAfter(done[at])));
        return EditView.Merge(EditView.Merge([.. plan.Bookkeeping.Where(edit => !left.Contains(edit.Path))], changed), sources);
    }

    /// <summary>The indexes of the changes that were done.</summary>
    private static List<int> DoneChanges(SyncPlan plan, HashSet<RelativePath> left)
    {
        var done = new List<int>(plan.Changes.Count);
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

            done.Add(i);
        }

        return done;
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
