using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What executing a plan makes of the baseline.</summary>
internal static class PlanResult
{
    /// <summary>The edits of a plan that was executed but for some paths, in path order, with the stamps of what was put.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="beside">Edits beside the changes, in path order.</param>
    /// <param name="entryAfter">What stands after a change, by its index.</param>
    /// <param name="failed">Changes' paths that are as they were before.</param>
    /// <param name="isHeld">Whether it is what the project holds, and not what the target has.</param>
    public static IReadOnlyList<EntryEdit> EditsOf(
        SyncPlan plan, IReadOnlyList<EntryEdit> beside, Func<int, Entry> entryAfter, IReadOnlyCollection<RelativePath> failed, bool isHeld = false)
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
        var changed = new EditView(done.Count, at => EditOf(plan.Changes[done[at]], entryAfter(done[at]), isHeld));
        return EditView.Merge(EditView.Merge([.. beside.Where(edit => !left.Contains(edit.Path))], changed), sources);
    }

    /// <summary>The stamp says nothing of another file than the one that was planned with.</summary>
    private static EntryEdit EditOf(in Change change, Entry after, bool isHeld)
    {
        after = isHeld && change.OwnMode is { } own ? after with { Mode = own } : after;
        bool isAsPlanned = (after.Size, after.ModifiedNs) == (change.After.Size, change.After.ModifiedNs);
        return new EntryEdit(change.Path, after, isAsPlanned ? change.Stamp : default);
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
