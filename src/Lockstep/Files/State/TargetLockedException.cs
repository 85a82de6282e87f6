namespace Lockstep.Files.State;

/// <summary>Another command holds a target's lock.</summary>
/// <param name="holder">Who holds it, since when and what for, as <c>held by ann@mac (process 812) since ...</c>; safe
/// to print.</param>
public sealed class TargetLockedException(string holder) : SyncException(ExitCode.SyncFailed, MessageOf(holder))
{
    /// <summary>Who holds it.</summary>
    public string Holder => holder;

    /// <summary>What the user is told.</summary>
    public static string MessageOf(string holder) =>
        $"another command is at work on this target: {holder}. Wait until it is done (push, run, undo and watch do that "
        + "with --wait 5m), or end it there. Nothing was changed.";
}
