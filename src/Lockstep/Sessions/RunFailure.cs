namespace Lockstep.Sessions;

/// <summary>What ended a run early, as the user is told of it.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Message">The cause and the remedy, safe to print.</param>
public sealed record RunFailure(ExitCode Exit, string Message)
{
    /// <summary>The words for an exception; null for one that is a defect of this program.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="run">Number of the run that was committed before; 0 for none.</param>
    /// <param name="times">How far it came.</param>
    public static RunFailure? Of(Exception failure, long run = 0, PhaseTimes times = default) => failure switch
    {
        SyncException told => new RunFailure(told.ExitCode, told.Message),
        ProtocolException breach => new RunFailure(
            ExitCode.SyncFailed, $"the other side broke the protocol: {breach.Message}. Nothing of it was used."),
        OperationCanceledException => new RunFailure(ExitCode.Interrupted, InterruptionText(run, times)),
        _ => null,
    };

    /// <summary>
    /// Only a transfer stages anything, and what comes after the sync may have begun without a run, as a deploy alone.
    /// </summary>
    private static string InterruptionText(long run, PhaseTimes times) => (run, times.Deploy, times.Transfer) switch
    {
        ( > 0, _, _) => "interrupted. The target is in step; the steps after the sync were not completed.",
        (_, { Ticks: > 0 }, _) => "interrupted. The deploy command was not completed.",
        (_, _, { Ticks: > 0 }) => "interrupted. What was staged completely is not sent again.",
        _ => "interrupted before anything was staged.",
    };
}
