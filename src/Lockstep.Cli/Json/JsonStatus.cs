using System.Globalization;
using System.Text.Json;
using Lockstep.Plan;
using Lockstep.Sessions.Inspecting;

namespace Lockstep.Cli.Json;

/// <summary>The <c>status</c> event.</summary>
internal static class JsonStatus
{
    /// <summary>Writes all of its members behind the event's head.</summary>
    public static void Write(Utf8JsonWriter json, TargetStatus status)
    {
        json.WriteStartArray("not_pushed");
        foreach (Change change in status.Changes)
        {
            json.WriteStartObject();
            JsonPath.Write(json, "path", change.Path);
            json.WriteString("change", JsonView.NameOf(change.Kind));
            if (change.Kind == ChangeKind.Rename)
            {
                JsonPath.Write(json, "from", change.Source);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteDifferences(json, "drift", status.Drift);
        WriteDifferences(json, "conflicts", status.Conflicts);
        WriteText(json, "refusal", status.Refusal);
        json.WriteNumber("last_run", status.LastRun);
        WriteText(json, "last_run_started", status.Last?.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        WriteText(json, "last_run_by", status.Last?.Owner);
        JsonHistory.WriteDeploy(json, status.Last?.Deploy);
        WriteText(json, "lock", status.Holder);
        json.WriteBoolean("interrupted", status.IsInterrupted);
        json.WriteString("engine", "agent");
        WriteText(json, "state", status.State);
    }

    private static void WriteDifferences(Utf8JsonWriter json, string name, IReadOnlyList<Difference> differences)
    {
        json.WriteStartArray(name);
        foreach (Difference difference in differences)
        {
            json.WriteStartObject();
            JsonDifference.Write(json, difference);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteString(name, text);
    }
}
