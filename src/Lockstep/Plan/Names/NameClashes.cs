using Lockstep.Tree;

namespace Lockstep.Plan.Names;

/// <summary>Finds new names that a target takes for one: the second would overwrite the first.</summary>
internal static class NameClashes
{
    private const int MaxNamedPairs = 3;

    /// <summary>The refusal; null where every new name stays by itself.</summary>
    /// <param name="changes">The plan's changes, in path order.</param>
    /// <param name="folding">Which names are one there.</param>
    public static Refusal? Check(ChangeList changes, NameFolding folding)
    {
        List<(RelativePath One, RelativePath Other)> clashes = Find(changes, folding);
        if (clashes.Count == 0)
        {
            return null;
        }

        string pairs = string.Join("; ", clashes.Take(MaxNamedPairs).Select(clash => $"{clash.One} and {clash.Other}"));
        string more = clashes.Count > MaxNamedPairs ? $"; and {clashes.Count - MaxNamedPairs} more" : "";
        return new Refusal(
            RefusalKind.NameClash,
            $"the target's file system {Cause(folding)}, so that one of these would overwrite the other: {pairs}{more}. "
            + "Nothing was changed. Rename one of them, or leave it out with --exclude.");
    }

    private static string Cause(NameFolding folding) => folding == NameFolding.Case
        ? "does not tell upper from lower case, nor composed letters from decomposed ones"
        : "does not tell composed letters from decomposed ones (Unicode's forms NFC and NFD)";

    /// <summary>Below directories that clash everything does: only the topmost are told.</summary>
    private static List<(RelativePath One, RelativePath Other)> Find(ChangeList changes, NameFolding folding)
    {
        var names = new Dictionary<string, RelativePath>();
        var clashes = new List<(RelativePath, RelativePath)>();
        foreach (Change change in changes)
        {
            bool isNew = change.Kind is ChangeKind.Add or ChangeKind.Rename;
            if (isNew && !names.TryAdd(Fold(change.Path, folding), change.Path))
            {
                RelativePath other = names[Fold(change.Path, folding)];
                if (change.Path.Parent == other.Parent)
                {
                    clashes.Add((other, change.Path));
                }
            }
        }

        return clashes;
    }

    /// <summary>Bytes that are no text stay apart: they are escaped.</summary>
    private static string Fold(RelativePath path, NameFolding folding)
    {
        string name = CanonicalForm.Of(path.ToString());
        return folding == NameFolding.Case ? name.ToUpperInvariant() : name;
    }
}
