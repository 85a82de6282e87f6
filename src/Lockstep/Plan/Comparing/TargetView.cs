using Lockstep.Tree;

namespace Lockstep.Plan.Comparing;

/// <summary>The target as it is: the baseline with the differences laid over it. What has no difference is shared with the baseline.</summary>
internal static class TargetView
{
    public static Snapshot Of(Snapshot baseline, IReadOnlyList<Difference> differences)
    {
        if (differences.Count == 0)
        {
            return baseline;
        }

        var edits = new List<EntryEdit>(differences.Count + 1);
        bool hasRoot = baseline.Root.Exists || differences[0].Path.IsRoot;
        if (!hasRoot)
        {
            // Something was found below a root that nobody described: it is a directory, and all of it differs from the project's.
            edits.Add(new EntryEdit(RelativePath.Root, new Entry(EntryType.Directory, 0, 0, 0, ContentHash.Unknown)));
        }

        foreach (Difference difference in differences)
        {
            edits.Add(new EntryEdit(difference.Path, difference.Actual));
        }

        return baseline.With(StandingEdits.Of(baseline, edits));
    }
}
