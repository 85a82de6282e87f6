using Lockstep.Cli.Terminal;

namespace Lockstep.Cli.Json;

/// <summary>The <c>text</c> event: help, a page, a script, which programs have asked for nevertheless.</summary>
internal static class JsonText
{
    /// <summary>Shows a text to people or programs.</summary>
    /// <param name="output">Where.</param>
    /// <param name="isJson">To whom.</param>
    /// <param name="name">What it is: <c>help</c>.</param>
    /// <param name="text">The text.</param>
    public static int Show(UserOutput output, bool isJson, string name, string text)
    {
        if (!isJson)
        {
            output.ResultLines(text.TrimEnd('\n'));
            return (int)ExitCode.Done;
        }

        var lines = new JsonLines(output);
        lines.Write("text", target: null, json =>
        {
            json.WriteString("name", name);
            json.WriteString("text", text);
        });
        JsonEnd.Show(lines, target: null, ExitCode.Done);
        return (int)ExitCode.Done;
    }
}
