using Lockstep.Cli.Terminal;
using Lockstep.Plan;

namespace Lockstep.Cli.Texts;

/// <summary>What somebody did on the target, as one line.</summary>
internal static class DriftLine
{
    /// <summary>The word for what happened: <c>changed</c>, <c>removed</c> or <c>added</c>.</summary>
    public static string KindOf(in Difference difference) =>
        !difference.Actual.Exists ? "removed" : difference.IsManaged ? "changed" : "added";

    /// <summary>The line.</summary>
    /// <param name="difference">What is there now.</param>
    /// <param name="place">Where: <c>on the target</c>.</param>
    /// <param name="now">What its age is told from.</param>
    /// <param name="paint">Colours.</param>
    public static string Of(in Difference difference, string place, DateTimeOffset now, Paint paint)
    {
        string age = difference.Actual.Exists ? $", {AgeText.Of(difference.Actual.ModifiedNs, now)}" : "";
        return $"{paint.Yellow("!")} {difference.Path} was {KindOf(difference)} {place}{age}";
    }
}
