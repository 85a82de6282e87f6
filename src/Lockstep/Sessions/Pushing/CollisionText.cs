using Lockstep.Plan;

namespace Lockstep.Sessions.Pushing;

/// <summary>Says that files of one hash have two contents.</summary>
internal static class CollisionText
{
    /// <summary>The note about renames and reuses that came to nothing.</summary>
    /// <param name="changes">At least one.</param>
    public static string Of(IReadOnlyList<Change> changes)
    {
        string more = changes.Count == 1 ? "" : $" (and {changes.Count - 1} more like it)";
        return $"'{changes[0].Path}' has the hash of '{changes[0].Source}' on the target but not its content, so it is sent{more}. "
            + "If neither file was being written just now, somebody made them so: look at both.";
    }
}
