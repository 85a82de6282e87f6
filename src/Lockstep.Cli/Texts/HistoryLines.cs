using System.Globalization;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Wire.Messages;

namespace Lockstep.Cli.Texts;

/// <summary>Shows a history to people: a line for each run, newest first, and one for a row of saves of one <c>watch</c>.</summary>
internal static class HistoryLines
{
    /// <summary>Shows it.</summary>
    /// <param name="history">What the target keeps.</param>
    /// <param name="isOfOneRun">Whether the run's changes are shown too.</param>
    /// <param name="output">Where.</param>
    /// <param name="time">The clock, and its zone.</param>
    public static void Show(HistoryReply history, bool isOfOneRun, UserOutput output, TimeProvider time)
    {
        if (history.Runs.Count == 0)
        {
            output.Remark("no runs yet");
            return;
        }

        List<RunRow> rows = RunRow.Group(history.Runs);
        int numberWidth = rows.Max(row => row.Numbers.Length);
        int ownerWidth = rows.Max(row => row.Last.Owner.Length);
        int sourceWidth = rows.Max(row => SourceText.Of(row.Last.Source).Length);
        foreach (RunRow row in Enumerable.Reverse(rows))
        {
            output.Result(Line(row, SettledBy(row.Last.Run, history.Runs), numberWidth, ownerWidth, sourceWidth, time));
        }

        if (isOfOneRun)
        {
            foreach (Change change in history.Changes)
            {
                output.Result(ChangeText(change));
            }
        }
    }

    private static string Line(RunRow row, long settledBy, int numberWidth, int ownerWidth, int sourceWidth, TimeProvider time)
    {
        string started = TimeZoneInfo.ConvertTime(row.Last.Started, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string source = sourceWidth == 0 ? "" : $"  {SourceText.Of(row.Last.Source).PadRight(sourceWidth)}";
        string line = $"{row.Numbers.PadLeft(numberWidth)}  {started}  {row.Last.Owner.PadRight(ownerWidth)}{source}  {KindOf(row.Last.Origin),-5}  {Counts(row.Counts)}";
        line += row.KeptBytes > 0 ? $", {ByteText.Of(row.KeptBytes)} kept" : string.Empty;
        string undone = row.Last.Origin.Kind == RunKind.Undo ? string.Create(CultureInfo.InvariantCulture, $", back to before run {row.Last.Origin.Before}") : string.Empty;
        return line + undone + DeployText.Of(row.Last.Deploy, settledBy);
    }

    /// <summary>The first later run with which what a run owed was over: its deploy succeeded, or it went back to before it.</summary>
    private static long SettledBy(long run, IReadOnlyList<PastRun> runs) => runs
        .Where(later => later.Run > run && (later.Deploy is { Succeeded: true } || (later.Origin.Kind == RunKind.Undo && later.Origin.Before <= run)))
        .Select(later => later.Run).DefaultIfEmpty().Min();

    private static string Counts(PastCounts counts)
    {
        (int Count, string What)[] all = [(counts.Added, "added"), (counts.Updated, "updated"), (counts.Deleted, "deleted"), (counts.Renamed, "renamed")];
        string[] some = [.. all.Where(count => count.Count > 0).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Count} {count.What}"))];
        return some.Length == 0 ? "nothing but times" : string.Join(", ", some);
    }

    /// <summary>The word for what made a run.</summary>
    internal static string KindOf(RunOrigin origin) => origin.Kind switch
    {
        RunKind.Watch => "watch",
        RunKind.Undo => "undo",
        RunKind.Pull => "pull",
        _ => "push",
    };

    private static string ChangeText(in Change change)
    {
        string slash = change.After.IsDirectory ? "/" : string.Empty;
        return change.Kind == ChangeKind.Rename ? $"  rename {change.Source} -> {change.Path}" : $"  {ChangeName.Of(change.Kind),-6} {change.Path}{slash}";
    }
}
