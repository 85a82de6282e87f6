using System.Globalization;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Sessions.Inspecting;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Texts;

/// <summary>How a target stands, as a short table.</summary>
internal static class StatusText
{
    private const int MostNamed = 3;
    private const int LabelWidth = 12;

    /// <summary>The lines, the target's name first.</summary>
    public static IEnumerable<string> Of(string target, string place, TargetStatus status, bool namesAll, DateTimeOffset now, Paint paint)
    {
        yield return TargetLabel.Of(target);
        yield return Row("place", place, paint);
        foreach (string line in Listed("not pushed", [.. status.Changes.Select(change => ChangeLine.Of(change, paint))], "nothing", namesAll, paint))
        {
            yield return line;
        }

        foreach (string line in Listed("drift", [.. status.Drift.Select(difference => Named(difference, now))], "none", namesAll, paint))
        {
            yield return line;
        }

        if (status.Others.Count > 0)
        {
            foreach (string line in Listed("others", [.. status.Others.Select(other => ChangedThere(other.Difference, other.Run))], "none", namesAll, paint))
            {
                yield return line;
            }
        }

        if (status.Conflicts.Count > 0)
        {
            foreach (string line in Listed("conflicts", [.. status.Conflicts.Select(difference => paint.Red(Named(difference, now)))], "none", namesAll, paint))
            {
                yield return line;
            }
        }

        yield return Row("last run", LastRun(status, now), paint);
        yield return Row("in use", Running(status), paint);
        if (status.Lasting is { } lasting)
        {
            yield return Row("kept", Kept(target, lasting, now), paint);
        }

        yield return Row("engine", "agent", paint);
        yield return Row("state", status.State ?? "none yet", paint);
        if (status.Refusal is { } refusal)
        {
            yield return $"  {paint.Red("a push would be refused")}: {refusal}";
        }
    }

    private static IEnumerable<string> Listed(string label, List<string> items, string none, bool namesAll, Paint paint)
    {
        if (items.Count == 0)
        {
            yield return Row(label, none, paint);
            yield break;
        }

        string count = items.Count.ToString("N0", CultureInfo.InvariantCulture);
        if (!namesAll)
        {
            string more = items.Count > MostNamed ? $" and {(items.Count - MostNamed).ToString("N0", CultureInfo.InvariantCulture)} more" : "";
            yield return Row(label, $"{count}: {string.Join(", ", items.Take(MostNamed))}{more}", paint);
            yield break;
        }

        yield return Row(label, count, paint);
        foreach (string item in items)
        {
            yield return $"    {item}";
        }
    }

    private static string Named(in Difference difference, DateTimeOffset now) => difference.Actual.Exists
        ? $"{difference.Path} ({DriftLine.KindOf(difference)} {AgeText.Of(difference.Actual.ModifiedNs, now)})"
        : $"{difference.Path} (removed)";

    private static string ChangedThere(in Difference difference, PastRun? run)
    {
        string done = difference.Actual.Exists ? "changed" : "deleted";
        return run is null
            ? $"{difference.Path} ({done} there by an earlier run)"
            : string.Create(CultureInfo.InvariantCulture, $"{difference.Path} ({done} there by {run.Owner} in run {run.Run})");
    }

    private static string LastRun(TargetStatus status, DateTimeOffset now)
    {
        if (status.LastRun == 0)
        {
            return "none yet";
        }

        string about = status.Last is { } last ? $", {AgeText.Of(last.Started, now)}, by {last.Owner}{From(last.Source)}{DeployText.Of(last.Deploy)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{status.LastRun}{about}");
    }

    private static string From(RunSource? source) => source is null ? "" : $" from {SourceText.Of(source)}";

    private static string Running(TargetStatus status)
    {
        if (status.Holder is { } holder)
        {
            return $"{(status.IsInterrupted ? "putting a run in place: " : "")}{holder}";
        }

        return status.IsInterrupted ? "no; a run was interrupted while it was put in place, the next push finishes it" : "no";
    }

    private static string Kept(string target, LastingState lasting, DateTimeOffset now) => lasting.Life switch
    {
        LastingLife.Runs => string.Create(
            CultureInfo.InvariantCulture,
            $"'{lasting.Command}' runs, started {AgeText.Of(lasting.Started, now)} (process {lasting.Process}); to end it: lockstep run {ShellWord.Of(target) ?? "TARGET"} --stop"),
        LastingLife.Ended => string.Create(CultureInfo.InvariantCulture, $"'{lasting.Command}' ended with exit code {lasting.ExitCode}, {AgeText.Of(lasting.Ended, now)}"),
        _ => $"'{lasting.Command}' was killed, or ended with the machine; it was started {AgeText.Of(lasting.Started, now)}",
    };

    private static string Row(string label, string text, Paint paint) => $"  {paint.Dim(label.PadRight(LabelWidth))}{text}";
}
