using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lockstep.Plan;
using Lockstep.Sessions.Purging;
using Lockstep.Tree;

namespace Lockstep.Cli.Json;

/// <summary>Shows a purge to programs: one event.</summary>
internal static class JsonPurge
{
    public static void Show(PurgeSummary done, string target, JsonLines lines) => lines.Write("purge", target, json =>
    {
        Write(json, done.Target);
        json.WriteNumber("project_contents", done.Project.Contents);
        Write(json, "standing", done.Target.Standing);
        Write(json, "copies", done.Target.Copies);
        Write(json, "in_project", done.Here);
    });

    private static void Write(Utf8JsonWriter json, PurgeReport report)
    {
        json.WriteNumber("runs", report.Runs);
        json.WriteNumber("contents", report.Contents);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("forgotten", report.Forgotten);
        json.WriteBoolean("staged", report.HadStaged);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<RelativePath> paths)
    {
        json.WriteStartArray(name);
        foreach (RelativePath path in paths)
        {
            json.WriteStringValue(Utf8.IsValid(path.Bytes) ? Encoding.UTF8.GetString(path.Bytes) : path.ToString());
        }

        json.WriteEndArray();
    }
}
