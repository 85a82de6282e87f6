using Lockstep.Rsync.Options;
using Lockstep.Rsync.Roles;

namespace Lockstep.Rsync.Texts;

/// <summary>What is said at the end of a run: <c>--stats</c> and the two lines of <c>-v</c>.</summary>
internal static class SummaryText
{
    /// <summary>Returns the lines.</summary>
    /// <param name="options">The options of the run.</param>
    /// <param name="totals">What was moved.</param>
    /// <param name="counts">The entries listed and created.</param>
    /// <param name="traffic">Bytes written and read.</param>
    /// <param name="seconds">How long the run took.</param>
    /// <param name="countsDeletions">Whether deletions were possible and are known.</param>
    public static IEnumerable<string> Lines(
        RsyncOptions options, SessionTotals totals, (EntryCounts Listed, EntryCounts Created) counts, (long Sent, long Received) traffic, double seconds, bool countsDeletions)
    {
        int stats = options.Output.Info[InfoTopic.Stats];
        int level = options.Output.HumanReadable;
        if (stats >= 2)
        {
            yield return "";
            yield return $"Number of files: {counts.Listed.Text(level)}";
            yield return $"Number of created files: {counts.Created.Text(level)}";
            if (countsDeletions)
            {
                yield return $"Number of deleted files: {EntryCounts.Of(totals.Deleted).Text(level)}";
            }

            yield return $"Number of regular files transferred: {NumberText.Of(totals.Transferred, Math.Min(level, 1))}";
            yield return $"Total file size: {NumberText.Of(totals.TotalSize, level)} bytes";
            yield return $"Total transferred file size: {NumberText.Of(totals.TransferredSize, level)} bytes";
            yield return $"Literal data: {NumberText.Of(totals.Literal, level)} bytes";
            yield return $"Matched data: {NumberText.Of(totals.Matched, level)} bytes";
            yield return "File list size: 0";
            yield return $"Total bytes sent: {NumberText.Of(traffic.Sent, level)}";
            yield return $"Total bytes received: {NumberText.Of(traffic.Received, level)}";
        }

        if (stats >= 1)
        {
            long moved = traffic.Sent + traffic.Received;
            string rate = NumberText.OfRatio(moved / (seconds + 0.5), level);
            string speedup = NumberText.OfRatio(moved == 0 ? 0 : (double)totals.TotalSize / moved, Math.Min(level, 1));
            yield return "";
            yield return $"sent {NumberText.Of(traffic.Sent, level)} bytes  received {NumberText.Of(traffic.Received, level)} bytes  {rate} bytes/sec";
            yield return $"total size is {NumberText.Of(totals.TotalSize, level)}  speedup is {speedup}{(options.DryRun ? " (DRY RUN)" : "")}";
        }
    }
}
