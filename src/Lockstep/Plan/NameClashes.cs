using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Finds new names that a target which does not tell upper from lower case takes for one: the second would overwrite the first.</summary>
internal static class NameClashes
{
    private const int MaxNamedPairs = 3;

    /// <summary>The refusal; null where every new name stays by itself.</summary>
    /// <param name="changes">The plan's changes, in path order.</param>
    public static Refusal? Check(ChangeList changes)
    {
        List<(RelativePath One, RelativePath Other)> clashes = Find(changes);
        if (clashes.Count == 0)
        {
            return null;
        }

        string pairs = string.Join("; ", clashes.Take(MaxNamedPairs).Select(clash => $"{clash.One} and {clash.Other}"));
        string more = clashes.Count > MaxNamedPairs ? $"; and {clashes.Count - MaxNamedPairs} more" : "";
        return new Refusal(
            RefusalKind.NameClash,
            $"the target's file system does not tell upper from lower case, so that one of these would overwrite the other: {pairs}{more}. "
            + "Nothing was changed. Rename one of them, or leave it out with --exclude.");
    }

    /// <summary>Below directories that clash everything does: only the topmost are told.</summary>
    private static List<(RelativePath One, RelativePath Other)> Find(ChangeList changes)
    {
        var names = new Dictionary<string, RelativePath>();
        var clashes = new List<(RelativePath, RelativePath)>();
        foreach (Change change in changes)
        {
            bool isNew = change.Kind is ChangeKind.Add or ChangeKind.Rename;
            if (isNew && !names.TryAdd(Fold(change.Path), change.Path))
            {
                RelativePath other = names[Fold(change.Path)];
                if (change.Path.Parent == other.Parent)
                {
                    clashes.Add((other, change.Path));
                }
            }
        }

        return clashes;
    }

    /// <summary>Bytes that are no text stay apart: they are escaped.</summary>
    private static string Fold(RelativePath path) => path.ToString().ToUpperInvariant();
}
