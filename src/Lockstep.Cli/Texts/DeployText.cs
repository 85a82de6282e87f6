using System.Globalization;
using Lockstep.Plan;

namespace Lockstep.Cli.Texts;

/// <summary>How the deploy command of a run ended, to be put behind what else is said of the run.</summary>
internal static class DeployText
{
    /// <summary>The words.</summary>
    /// <param name="deploy">How it ended; null where none ran.</param>
    /// <param name="settledBy">The later run that put it back or deployed well, so that nothing is owed any more; 0 for none.</param>
    public static string Of(DeployOutcome? deploy, long settledBy = 0) => deploy switch
    {
        null => string.Empty,
        { Succeeded: true } => ", deployed",
        { IsOwed: true } when settledBy > 0 => string.Create(CultureInfo.InvariantCulture, $", deploy failed or cut off, settled by run {settledBy}"),
        { IsOwed: true } => ", deploy failed or cut off, not put back yet",
        { TimedOut: true } => ", deploy ended after its time limit",
        { ExitCode: var code } => string.Create(CultureInfo.InvariantCulture, $", deploy failed with exit code {code}"),
    };
}
