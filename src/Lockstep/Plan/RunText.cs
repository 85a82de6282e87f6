using System.Globalization;

namespace Lockstep.Plan;

/// <summary>How a refusal names a run: who made it, from where, when and at which commit.</summary>
internal static class RunText
{
    /// <summary>The run as <c>run 12 of ann@desk from ~/small (2026-11-30 10:00:00 UTC, commit 1a2b3c4)</c>.</summary>
    public static string Of(PastRun run)
    {
        string from = run.Source is { Directory.Length: > 0 } source ? $" from {source.Directory}" : "";
        string commit = run.Source is { Commit.Length: > 0 } at ? $", commit {at.Commit[..7]}{(at.IsClean ? "" : " with changes")}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"run {run.Run} of {run.Owner}{from} ({run.Started.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC{commit})");
    }
}
