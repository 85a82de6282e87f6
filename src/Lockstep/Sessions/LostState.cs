using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions;

/// <summary>Notices that a target which this client has pushed to does not know of it any more.</summary>
internal static class LostState
{
    /// <summary>What to tell the user; null where the target knows of a run, or the client of none.</summary>
    /// <param name="state">What the target says.</param>
    /// <param name="known">The baseline that the client has kept of it; null for none.</param>
    public static string? NoteOf(TargetState state, Snapshot? known) => state.LastRun == 0 && known is { Root.Exists: true }
        ? "the target's state is gone: this client has pushed there before, and the target knows of no run. Somebody removed the state, or another directory stands at the "
            + "root's path. What stands there counts as somebody else's, and the history begins anew"
        : null;
}
