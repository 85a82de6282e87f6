using System.Globalization;
using Lockstep.Plan;

namespace Lockstep.Cli.Texts;

/// <summary>How the deploy command of a run ended, to be put behind what else is said of the run.</summary>
internal static class DeployText
{
    public static string Of(DeployOutcome? deploy) => deploy switch
    {
        null => string.Empty,
        { Succeeded: true } => ", deployed",
        { IsOwed: true } => ", deploy failed or cut off, not put back yet",
        { TimedOut: true } => ", deploy ended after its time limit",
        { ExitCode: var code } => string.Create(CultureInfo.InvariantCulture, $", deploy failed with exit code {code}"),
    };
}
