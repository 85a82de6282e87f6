using System.Globalization;
using Lockstep.Plan;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Undoing;

/// <summary>Finds the run before which a target is put back.</summary>
internal static class UndoPoint
{
    /// <summary>
    /// The first of the runs to be undone; null when there was none since the time asked for. Throws a <see cref="SyncException"/> when the history does not go
    /// back that far.
    /// </summary>
    public static PastRun? Find(HistoryReply history, UndoRequest request)
    {
        if (history.Runs.Count == 0)
        {
            throw Usage(history.LastRun == 0
                ? "there is no history yet: no run has changed anything there."
                : Invariant($"the history is empty: nothing of {history.LastRun} runs is kept."));
        }

        if (request.Run is { } run)
        {
            return FindKept(history, run);
        }

        return request.To is { } time ? FindAfter(history, time) : history.Runs[^1];
    }

    /// <summary>A run that is kept, or a <see cref="SyncException"/> that says which are.</summary>
    public static PastRun FindKept(HistoryReply history, long run)
    {
        if (history.Runs.FirstOrDefault(past => past.Run == run) is { } kept)
        {
            return kept;
        }

        string range = history.Runs.Count == 0 ? "no run is kept" : Invariant($"kept are runs {history.Runs[0].Run} to {history.Runs[^1].Run}");
        bool isPruned = history.Runs.Count > 0 && run >= 1 && run < history.Runs[0].Run;
        throw Usage(isPruned
            ? Invariant($"run {run} is older than the history, which was pruned: {range}. [history] max_age and max_size decide how much is kept.")
            : Invariant($"there is no run {run}: {range}."));
    }

    private static PastRun? FindAfter(HistoryReply history, DateTimeOffset time)
    {
        PastRun oldest = history.Runs[0];
        if (oldest.Run > 1 && oldest.Started > time)
        {
            throw Usage(Invariant(
                $"the history goes back to run {oldest.Run} of {oldest.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, and not to {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."));
        }

        return history.Runs.FirstOrDefault(run => run.Started > time);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static SyncException Usage(string message) => new(ExitCode.Usage, message);
}
