using Lockstep.Cli.Doctor;

namespace Lockstep.Cli.Json;

/// <summary>The <c>check</c> event: one line of <c>lockstep doctor</c>.</summary>
internal static class JsonCheck
{
    public static void Show(Check check, string? target, JsonLines lines) => lines.Write("check", target, json =>
    {
        json.WriteString("check", check.Name);
        json.WriteString("verdict", NameOf(check.Verdict));
        json.WriteString("text", check.Text);
        if (check.Remedy is { } remedy)
        {
            json.WriteString("remedy", remedy);
        }

        json.WriteNumber("exit", (int)check.Exit);
    });

    /// <summary>The word for a verdict.</summary>
    public static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "warning",
        Verdict.Failed => "failed",
        _ => "not_checked",
    };
}
