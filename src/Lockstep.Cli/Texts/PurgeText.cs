using Lockstep.Plan;
using Lockstep.Sessions.Purging;
using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>What is said about a purge.</summary>
internal static class PurgeText
{
    private const int MostNamed = 10;

    /// <summary>What would be removed, as the beginning of a question.</summary>
    public static string QuestionOf(PurgeReport found, string target) =>
        $"{target} keeps {Removed(found)}. Once removed, no undo can put these contents back.";

    /// <summary>What was removed, and where it may still be.</summary>
    public static IEnumerable<string> Of(PurgeSummary done, string target)
    {
        yield return done.Target.IsEmpty ? $"{target} keeps nothing of it in history, stage or baseline" : $"removed from {target}: {Removed(done.Target)}";
        if (!done.Project.IsEmpty)
        {
            yield return $"removed from the history of the project, which pulls made: {Removed(done.Project)}";
        }

        if (done.Target.Standing.Count > 0)
        {
            yield return $"still on {target}: {Names(done.Target.Standing)}. Remove it there or here, push, then purge again: that push keeps it in the history once more";
        }

        if (done.Target.Copies.Count > 0)
        {
            yield return $"the same content stands on {target} at {Names(done.Target.Copies)}";
        }

        if (done.Here.Count > 0)
        {
            yield return $"still in the project: {Names(done.Here)}";
        }

        yield return "it may also be in backups and snapshots of both machines, in free blocks of their disks, on other targets, and in git's history. A secret that was pushed is best replaced";
    }

    private static string Removed(PurgeReport report)
    {
        var parts = new List<string>();
        if (report.Contents > 0)
        {
            parts.Add($"{Count(report.Contents, "content")} ({ByteText.Of(report.Bytes)}) in the history of {Count(report.Runs, "run")}");
        }

        if (report.Forgotten > 0)
        {
            parts.Add($"{report.Forgotten} {(report.Forgotten == 1 ? "entry" : "entries")} of the baseline");
        }

        if (report.HadStaged)
        {
            parts.Add("what an interrupted run staged, all of it");
        }

        return parts.Count == 0 ? "no content of it" : string.Join(", ", parts);
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Names(IReadOnlyList<RelativePath> paths)
    {
        string names = string.Join(", ", paths.Take(MostNamed));
        return paths.Count > MostNamed ? $"{names} and {paths.Count - MostNamed} more" : names;
    }
}
