using System.Globalization;
using Lockstep.Sessions;

namespace Lockstep.Cli.Texts;

/// <summary>The one line that accounts for everything after a push: what was sent and removed, what stayed, what was not sent and why.</summary>
internal static class AccountingLine
{
    /// <summary>The line, without its end.</summary>
    /// <param name="summary">What was done, or with a dry run what would be.</param>
    /// <param name="isDryRun">Whether nothing was done.</param>
    /// <param name="put">What became of contents: <c>sent</c>.</param>
    public static string Of(RunSummary summary, bool isDryRun, string put)
    {
        string run = summary.Run > 0 && !isDryRun ? $"run {Number(summary.Run)}: " : string.Empty;
        return string.Join("; ", [$"{run}{Done(summary, isDryRun, put)}", .. Left(summary), isDryRun ? "nothing was changed" : Cost(summary, summary.BytesSent)]);
    }

    /// <summary>What it cost: bytes and time. Where nothing is between the two sides, the bytes are those of the contents.</summary>
    /// <param name="summary">What was done.</param>
    /// <param name="transported">Bytes that went through the transport in the direction of the contents.</param>
    public static string Cost(RunSummary summary, long transported)
    {
        long bytes = summary.BytesSent + summary.BytesReceived == 0 ? summary.BytesContent : transported;
        return $"{ByteText.Of(bytes)} in {TimeText.Of(summary.Times.Total)}";
    }

    private static string Done(RunSummary summary, bool isDryRun, string put)
    {
        int sent = summary.Added + summary.Updated;
        string detail = sent == 0 ? string.Empty : $" ({Number(summary.Added)} new, {Number(summary.Updated)} updated)";
        string renamed = summary.Renamed == 0 ? string.Empty : $", {Number(summary.Renamed)} renamed";
        return $"{(isDryRun ? "would be " : string.Empty)}{Number(sent)} {put}{detail}{renamed}, {Number(summary.Deleted)} removed, {Number(summary.Unchanged)} unchanged";
    }

    private static IEnumerable<string> Left(RunSummary summary)
    {
        string skipped = string.Join(" and ", Counts((summary.SkippedHidden, "hidden"), (summary.SkippedIgnored, "ignored")));
        string left = string.Join(", ", [.. Counts((summary.KeptProtected, "kept (protected)")), .. skipped.Length > 0 ? [$"{skipped} not sent"] : Array.Empty<string>()]);
        if (left.Length > 0)
        {
            yield return left;
        }

        if (summary.Drift > 0)
        {
            yield return summary.DriftKept > 0
                ? $"{Number(summary.Drift)} changed on the target, {Number(summary.DriftKept)} of them kept"
                : $"{Number(summary.Drift)} changed on the target, overwritten";
        }

        if (summary.Problems > 0)
        {
            yield return summary.Problems == 1 ? "1 problem" : $"{Number(summary.Problems)} problems";
        }
    }

    private static IEnumerable<string> Counts(params (int Count, string Word)[] counts) =>
        counts.Where(item => item.Count > 0).Select(item => $"{Number(item.Count)} {item.Word}");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
