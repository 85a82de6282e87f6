using System.Globalization;
using Lockstep.Sessions;

namespace Lockstep.Cli.Texts;

/// <summary>The one line that accounts for everything after a pull.</summary>
internal static class PullLine
{
    /// <summary>The line, without its end.</summary>
    /// <param name="summary">What was done in the project, or with a dry run what would be.</param>
    /// <param name="isDryRun">Whether nothing was done.</param>
    public static string Of(RunSummary summary, bool isDryRun)
    {
        string run = summary.Run > 0 && !isDryRun ? $"run {Number(summary.Run)} here: " : string.Empty;
        string cost = isDryRun ? "nothing was changed" : AccountingLine.Cost(summary, summary.BytesReceived);
        return string.Join("; ", [$"{run}{Done(summary, isDryRun)}", .. Left(summary), cost]);
    }

    private static string Done(RunSummary summary, bool isDryRun)
    {
        int brought = summary.Added + summary.Updated;
        if (brought + summary.Deleted == 0)
        {
            return summary.Unchanged == 0 ? "nothing to pull" : $"nothing to pull, {Number(summary.Unchanged)} unchanged";
        }

        string detail = brought == 0 ? string.Empty : $" ({Number(summary.Added)} new, {Number(summary.Updated)} updated)";
        return $"{(isDryRun ? "would be " : string.Empty)}{Number(brought)} pulled{detail}, {Number(summary.Deleted)} removed, {Number(summary.Unchanged)} unchanged";
    }

    private static IEnumerable<string> Left(RunSummary summary)
    {
        if (summary.KeptProtected > 0)
        {
            yield return $"{Number(summary.KeptProtected)} kept";
        }

        if (summary.Problems > 0)
        {
            yield return summary.Problems == 1 ? "1 problem" : $"{Number(summary.Problems)} problems";
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
