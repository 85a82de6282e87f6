using Lockstep.Cli.Settings;
using Lockstep.Cli.Texts;

namespace Lockstep.Cli.Json;

/// <summary>The <c>error</c> event: what stopped a command before it came to a target, and what to do. The summary follows it.</summary>
internal static class JsonError
{
    public static void Show(JsonLines lines, ExitCode exit, string message, Exception? failure)
    {
        if (failure is SettingsException settings)
        {
            foreach (SettingsError error in settings.Errors)
            {
                Show(lines, "settings", error);
            }
        }
        else
        {
            MessageParts parts = MessageParts.Of(message);
            Write(lines, CodeOf(exit, failure), parts.Cause, parts.Remedy, at: null);
        }

        JsonEnd.Show(lines, target: null, exit);
    }

    /// <summary>The word for what kind of error it is; programs decide by it, and not by the message.</summary>
    private static string CodeOf(ExitCode exit, Exception? failure) => failure is ProtocolException ? "protocol" : exit switch
    {
        ExitCode.Usage => "usage",
        ExitCode.NoConnection => "no_connection",
        ExitCode.Refused => "refused",
        ExitCode.Partial => "partial",
        ExitCode.DeployFailed => "deploy_failed",
        ExitCode.Interrupted => "interrupted",
        _ => "failed",
    };

    private static void Show(JsonLines lines, string code, SettingsError error)
    {
        string[] parts = error.Message.Split("; ", 2);
        Write(lines, code, parts[0], parts.ElementAtOrDefault(1), error);
    }

    private static void Write(JsonLines lines, string code, string message, string? remedy, SettingsError? at) => lines.Write("error", target: null, json =>
    {
        json.WriteString("code", code);
        json.WriteString("message", message);
        if (at is not null)
        {
            json.WriteString("path", at.File);
            json.WriteNumber("line", at.At.Line);
            json.WriteNumber("column", at.At.Column);
        }

        if (remedy is not null)
        {
            json.WriteString("remedy", remedy);
        }
    });
}
