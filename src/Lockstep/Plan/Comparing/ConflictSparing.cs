using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>
/// Leaves out of a plan what cannot be done while conflicts stand and while what another client put stays: what is put below a conflict, and directories that would go
/// from above either.
/// </summary>
internal static class ConflictSparing
{
    public static ChangeList Apply(ChangeList changes, List<Standing> conflicts, List<Difference> kept)
    {
        if (conflicts.Count == 0 && kept.Count == 0)
        {
            return changes;
        }

        HashSet<RelativePath> conflicting = [.. conflicts.Select(standing => standing.Path)];
        var above = new HashSet<RelativePath>();
        foreach (RelativePath path in conflicting.Concat(kept.Where(difference => difference.Actual.Exists).Select(difference => difference.Path)))
        {
            for (RelativePath directory = path.Parent; above.Add(directory) && !directory.IsRoot;)
            {
                directory = directory.Parent;
            }
        }

        return [.. changes.Where(change => !IsBelow(conflicting, change.Path) && (change.After.IsDirectory || !above.Contains(change.Path)))];
    }

    private static bool IsBelow(HashSet<RelativePath> conflicting, RelativePath path)
    {
        for (RelativePath directory = path; !directory.IsRoot;)
        {
            directory = directory.Parent;
            if (conflicting.Contains(directory))
            {
                return true;
            }
        }

        return false;
    }
}
