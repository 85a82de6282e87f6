using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>Takes renames and reuses back: the target does not have their contents after all.</summary>
internal static class SentReuses
{
    /// <summary>A new list in which the contents at some paths come in another way, with the deletions of what is not renamed.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="baseline">What was last put on the target.</param>
    /// <param name="paths">The paths of the renames and reuses.</param>
    /// <param name="transfer">How the contents come instead.</param>
    public static ChangeList Apply(ChangeList changes, Snapshot baseline, IReadOnlySet<RelativePath> paths, Transfer transfer)
    {
        RelativePath[] left = [.. changes.Where(change => change.Kind == ChangeKind.Rename && paths.Contains(change.Path)).Select(change => change.Source).Order()];
        ChangeList taken = [];
        int next = 0;
        foreach (Change change in changes)
        {
            for (; next < left.Length && left[next].CompareTo(change.Path) < 0; next++)
            {
                taken.Add(Deletion(left[next], baseline));
            }

            taken.Add(paths.Contains(change.Path) ? WithoutSource(change, transfer) : change);
        }

        for (; next < left.Length; next++)
        {
            taken.Add(Deletion(left[next], baseline));
        }

        return taken;
    }

    private static Change Deletion(RelativePath path, Snapshot baseline) => new(ChangeKind.Delete, path, baseline.Find(path), Entry.Absent);

    private static Change WithoutSource(in Change change, Transfer transfer) => change with
    {
        Kind = change.Kind == ChangeKind.Rename ? ChangeKind.Add : change.Kind,
        Transfer = transfer,
        Source = RelativePath.Root,
        Seal = default,
    };
}
