using System.Text.Json;

namespace Lockstep.Cli.Json;

/// <summary>The <c>summary</c> event of a command that makes no run: how it ended, always last.</summary>
internal static class JsonEnd
{
    /// <param name="lines">Where events go.</param>
    /// <param name="target">The target; null where there is none.</param>
    /// <param name="exit">What the process leaves with.</param>
    /// <param name="writeRest">Adds members.</param>
    public static void Show(JsonLines lines, string? target, ExitCode exit, Action<Utf8JsonWriter>? writeRest = null) => lines.Write("summary", target, json =>
    {
        json.WriteNumber("exit", (int)exit);
        writeRest?.Invoke(json);
    });
}
