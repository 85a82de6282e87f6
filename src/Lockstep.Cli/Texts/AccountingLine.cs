using System.Globalization;
using Lockstep.Sessions;

namespace Lockstep.Cli.Texts;

/// <summary>
/// The one line that accounts for everything after a push: what was sent and removed, what stayed, what was not sent and why. What is zero is left
/// out, unless all is asked for.
/// </summary>
internal static class AccountingLine
{
    /// <summary>The line, without its end.</summary>
    /// <param name="summary">What was done, or with a dry run what would be.</param>
    /// <param name="isDryRun">Whether nothing was done.</param>
    /// <param name="put">What became of contents: <c>sent</c>.</param>
    /// <param name="isWhole">Whether zeros are shown, and new ones apart from updated ones.</param>
    public static string Of(RunSummary summary, bool isDryRun, string put, bool isWhole = false)
    {
        string run = summary.Run > 0 && !isDryRun ? $"run {Number(summary.Run)}: " : string.Empty;
        string[] parts = [.. Done(summary, isDryRun, put, isWhole), .. Unchanged(summary, isWhole), .. Left(summary, isWhole)];
        return $"{run}{string.Join(", ", parts)}{(isDryRun ? "; nothing was changed" : $", {Cost(summary, summary.BytesSent)}")}";
    }

    /// <summary>What it cost: bytes and time. Where nothing is between the two sides, the bytes are those of the contents.</summary>
    /// <param name="summary">What was done.</param>
    /// <param name="transported">Bytes that went through the transport in the direction of the contents.</param>
    public static string Cost(RunSummary summary, long transported)
    {
        long bytes = summary.BytesSent + summary.BytesReceived == 0 ? summary.BytesContent : transported;
        string agent = summary.BytesAgent > 0 ? $" ({ByteText.Of(summary.BytesAgent)} of it the agent, once)" : string.Empty;
        return $"{ByteText.Of(bytes)}{agent}, {TimeText.Of(summary.Times.Total)}";
    }

    private static IEnumerable<string> Done(RunSummary summary, bool isDryRun, string put, bool isWhole)
    {
        int sent = summary.Added + summary.Updated;
        string would = isDryRun ? "would be " : string.Empty;
        string detail = isWhole ? $" ({Number(summary.Added)} new, {Number(summary.Updated)} updated)" : string.Empty;
        string[] counts = [.. Counts(isWhole, (sent, $"{put}{detail}"), (summary.Renamed, "renamed"), (summary.Deleted, "removed"))];
        return counts.Length == 0 ? [isDryRun ? $"nothing would be {put}" : $"nothing {put}"] : [would + counts[0], .. counts[1..]];
    }

    private static IEnumerable<string> Unchanged(RunSummary summary, bool isWhole)
    {
        string stays = string.Join(", ", Counts(isWhole, (summary.SkippedHidden, "hidden"), (summary.SkippedIgnored, "ignored")));
        bool isOne = summary.SkippedHidden + summary.SkippedIgnored == 1;
        string here = stays.Length > 0 ? $"{stays} {(isOne ? "stays" : "stay")} here" : string.Empty;
        return summary.Unchanged == 0 && !isWhole ? (here.Length > 0 ? [here] : [])
            : [$"{Number(summary.Unchanged)} unchanged{(here.Length > 0 ? $" ({here})" : "")}"];
    }

    private static IEnumerable<string> Left(RunSummary summary, bool isWhole)
    {
        foreach (string kept in Counts(isWhole, (summary.KeptProtected, "kept there")))
        {
            yield return kept;
        }

        if (summary.Drift > 0)
        {
            yield return $"{Number(summary.Drift)} edited there, {(summary.DriftKept > 0 ? "left alone" : "overwritten")}";
        }

        foreach (string problem in Counts(isWhole, (summary.Problems, summary.Problems == 1 ? "problem" : "problems")))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Counts(bool isWhole, params (int Count, string Word)[] counts) =>
        counts.Where(item => isWhole || item.Count > 0).Select(item => $"{Number(item.Count)} {item.Word}");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
