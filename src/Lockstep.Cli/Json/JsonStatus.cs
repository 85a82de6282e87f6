using Lockstep.Cli.Texts;
using System.Text.Json;
using Lockstep.Plan;
using Lockstep.Sessions.Inspecting;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Json;

/// <summary>The <c>status</c> event.</summary>
internal static class JsonStatus
{
    /// <summary>Writes all of its members behind the event's head.</summary>
    /// <param name="json">Where.</param>
    /// <param name="status">How the target stands.</param>
    /// <param name="place">Where the target is, for people.</param>
    public static void Write(Utf8JsonWriter json, TargetStatus status, string place)
    {
        json.WriteString("place", place);
        json.WriteStartArray("not_pushed");
        foreach (Change change in status.Changes)
        {
            json.WriteStartObject();
            JsonPath.Write(json, "path", change.Path);
            json.WriteString("change", ChangeName.Of(change.Kind));
            if (change.Kind == ChangeKind.Rename)
            {
                JsonPath.Write(json, "from", change.Source);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteDifferences(json, "drift", status.Drift);
        WriteDifferences(json, "conflicts", status.Conflicts);
        WriteOthers(json, status.Others);
        WriteText(json, "refusal", status.Refusal);
        json.WriteNumber("last_run", status.LastRun);
        WriteText(json, "last_run_started", status.Last is { } last ? JsonTime.Of(last.Started) : null);
        WriteText(json, "last_run_by", status.Last?.Owner);
        WriteSource(json, status.Last?.Source);
        JsonHistory.WriteDeploy(json, status.Last?.Deploy);
        WriteText(json, "lock", status.Holder);
        json.WriteBoolean("interrupted", status.IsInterrupted);
        WriteLasting(json, status.Lasting);
        json.WriteString("engine", "agent");
        WriteText(json, "state", status.State);
    }

    private static void WriteSource(Utf8JsonWriter json, RunSource? source)
    {
        if (source is not null)
        {
            json.WriteStartObject("last_run_from");
            JsonHistory.WriteSource(json, source);
            json.WriteEndObject();
        }
    }

    private static void WriteLasting(Utf8JsonWriter json, LastingState? lasting)
    {
        if (lasting is null)
        {
            json.WriteNull("kept");
            return;
        }

        json.WriteStartObject("kept");
        json.WriteString("command", lasting.Command);
        json.WriteString("state", lasting.Life switch
        {
            LastingLife.Runs => "runs",
            LastingLife.Ended => "ended",
            _ => "lost",
        });
        json.WriteString("started", JsonTime.Of(lasting.Started));
        if (lasting.Life == LastingLife.Runs)
        {
            json.WriteNumber("process", lasting.Process);
        }

        if (lasting.Life == LastingLife.Ended)
        {
            json.WriteNumber("exit", lasting.ExitCode);
            json.WriteString("ended", JsonTime.Of(lasting.Ended));
        }

        json.WriteEndObject();
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

    private static void WriteOthers(Utf8JsonWriter json, IReadOnlyList<(Difference Difference, PastRun? Run)> others)
    {
        json.WriteStartArray("others");
        foreach ((Difference difference, PastRun? run) in others)
        {
            json.WriteStartObject();
            JsonDifference.Write(json, difference);
            if (run is not null)
            {
                json.WriteNumber("run", run.Run);
                json.WriteString("by", run.Owner);
            }

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
