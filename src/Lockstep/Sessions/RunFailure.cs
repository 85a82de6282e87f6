namespace Lockstep.Sessions;

/// <summary>What ended a run early, as the user is told of it.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Message">The cause and the remedy, safe to print.</param>
public sealed record RunFailure(ExitCode Exit, string Message)
{
    /// <summary>The words for an exception; null for one that is a defect of this program.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="run">Number of the run that was committed before; 0 for none.</param>
    public static RunFailure? Of(Exception failure, long run = 0) => failure switch
    {
        SyncException told => new RunFailure(told.ExitCode, told.Message),
        ProtocolException breach => new RunFailure(
            ExitCode.SyncFailed, $"the other side broke the protocol: {breach.Message}. Nothing of it was used."),
        OperationCanceledException when run > 0 => new RunFailure(
            ExitCode.Interrupted, "interrupted. The target is in step; the steps after the sync were not completed."),
        OperationCanceledException => new RunFailure(
            ExitCode.Interrupted, "interrupted. What was staged completely is not sent again by the next push."),
        _ => null,
    };
}
