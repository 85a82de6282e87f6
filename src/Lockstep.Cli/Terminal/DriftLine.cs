using Lockstep.Plan;

namespace Lockstep.Cli.Terminal;

/// <summary>What somebody did on the target, as one line.</summary>
internal static class DriftLine
{
    /// <summary>The word for what happened: <c>changed</c>, <c>removed</c> or <c>added</c>.</summary>
    public static string KindOf(in Difference difference) =>
        !difference.Actual.Exists ? "removed" : difference.IsManaged ? "changed" : "added";

    public static string Of(in Difference difference, Paint paint) => $"{paint.Yellow("!")} {difference.Path} was {KindOf(difference)} on the target";
}
