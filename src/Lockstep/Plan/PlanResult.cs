using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>What executing a plan makes of the baseline.</summary>
internal static class PlanResult
{
    /// <summary>The edits of a plan that was executed but for some paths, in path order.</summary>
    public static List<EntryEdit> EditsOf(SyncPlan plan, IReadOnlyList<ContentHash> contents, IReadOnlyCollection<RelativePath> failed)
    {
        HashSet<RelativePath> left = WithHoldingDirectories(plan, failed);
        var edits = new List<EntryEdit>(plan.Changes.Count + plan.Bookkeeping.Count);
        bool isOrdered = plan.Bookkeeping.Count == 0;
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

            ContentHash sent = i < contents.Count ? contents[i] : ContentHash.Unknown;
            edits.Add(new EntryEdit(change.Path, sent.IsKnown ? change.After with { Content = sent } : change.After));
            if (change.Kind == ChangeKind.Rename)
            {
                edits.Add(new EntryEdit(change.Source, Entry.Absent));
                isOrdered = false;
            }
        }

        edits.AddRange(plan.Bookkeeping);
        if (!isOrdered)
        {
            edits.Sort((left, right) => left.Path.CompareTo(right.Path));
        }

        return edits;
    }

    /// <summary>A deletion that failed holds the directories above it, so that they stay in the baseline with it.</summary>
    private static HashSet<RelativePath> WithHoldingDirectories(SyncPlan plan, IReadOnlyCollection<RelativePath> failed)
    {
        HashSet<RelativePath> left = [.. failed];
        if (left.Count == 0)
        {
            return left;
        }

        HashSet<RelativePath> deletions = [.. plan.Changes.Where(change => change.Kind == ChangeKind.Delete).Select(change => change.Path)];
        foreach (RelativePath path in failed.Where(deletions.Contains))
        {
            for (RelativePath above = path.Parent; deletions.Contains(above); above = above.Parent)
            {
                left.Add(above);
            }
        }

        return left;
    }
}
