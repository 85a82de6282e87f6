namespace Lockstep.Tree;

/// <summary>
/// Leaves out edits of entries that would have no directory to stand in. What is looked up at several moments, or done in part, need not add up to a tree.
/// </summary>
internal static class StandingEdits
{
    /// <summary>The edits that make a tree of a snapshot, in their order, which is path order.</summary>
    public static List<EntryEdit> Of(Snapshot snapshot, IReadOnlyList<EntryEdit> edits)
    {
        var standing = new List<EntryEdit>(edits.Count);
        var directories = new HashSet<RelativePath>();
        RelativePath gone = default;
        bool isAnyGone = false;
        foreach (EntryEdit edit in edits)
        {
            bool isBelowGone = isAnyGone && edit.Path != gone && edit.Path.IsBelow(gone);
            bool stands = !edit.Entry.Exists
                || edit.Path.IsRoot
                || (!isBelowGone && (directories.Contains(edit.Path.Parent) || snapshot.Find(edit.Path.Parent).IsDirectory));
            if (!stands)
            {
                continue;
            }

            standing.Add(edit);
            if (edit.Entry.IsDirectory)
            {
                directories.Add(edit.Path);
            }
            else if (!isBelowGone)
            {
                (gone, isAnyGone) = (edit.Path, true);
            }
        }

        return standing;
    }
}
