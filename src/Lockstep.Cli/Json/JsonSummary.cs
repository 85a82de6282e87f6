using System.Text.Json;
using Lockstep.Sessions;

namespace Lockstep.Cli.Json;

/// <summary>The <c>summary</c> event: the last one of each target.</summary>
internal static class JsonSummary
{
    /// <summary>Writes all of its members behind the event's head.</summary>
    public static void Write(Utf8JsonWriter json, RunSummary summary)
    {
        json.WriteNumber("run", summary.Run);
        json.WriteNumber("exit", summary.ProcessExit);
        json.WriteString("engine", summary.Engine);
        json.WriteNumber("added", summary.Added);
        json.WriteNumber("updated", summary.Updated);
        json.WriteNumber("deleted", summary.Deleted);
        json.WriteNumber("renamed", summary.Renamed);
        json.WriteNumber("unchanged", summary.Unchanged);
        json.WriteNumber("problems", summary.Problems);
        json.WriteNumber("drift", summary.Drift);
        json.WriteNumber("drift_kept", summary.DriftKept);
        json.WriteNumber("kept_of_others", summary.KeptOfOthers);
        json.WriteNumber("kept", summary.KeptProtected);
        json.WriteNumber("hidden", summary.SkippedHidden);
        json.WriteNumber("ignored", summary.SkippedIgnored);
        json.WriteNumber("bytes_sent", summary.BytesSent);
        json.WriteNumber("bytes_received", summary.BytesReceived);
        json.WriteNumber("bytes_content", summary.BytesContent);
        json.WriteNumber("bytes_agent", summary.BytesAgent);
        WriteTimes(json, summary.Times);
        if (summary.DeployExit is { } deployExit)
        {
            json.WriteNumber("deploy_exit", deployExit);
        }

        if (summary.Undone > 0)
        {
            json.WriteNumber("undone", summary.Undone);
        }

        if (summary.CommandExit is { } commandExit)
        {
            json.WriteNumber("command_exit", commandExit);
        }

        if (summary.Message is { } message)
        {
            json.WriteString("message", message);
        }
    }

    private static void WriteTimes(Utf8JsonWriter json, PhaseTimes times)
    {
        json.WriteStartObject("ms");
        json.WriteNumber("connect", Milliseconds(times.Connect));
        json.WriteNumber("scan", Milliseconds(times.Scan));
        json.WriteNumber("transfer", Milliseconds(times.Transfer));
        json.WriteNumber("commit", Milliseconds(times.Commit));
        json.WriteNumber("deploy", Milliseconds(times.Deploy));
        json.WriteNumber("total", Milliseconds(times.Total));
        json.WriteEndObject();
    }

    private static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);
}
