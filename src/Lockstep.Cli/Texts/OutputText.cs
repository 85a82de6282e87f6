using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Cli.Terminal;
using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>
/// A line of a remote command's output as something safe to print. Colours may pass to a terminal that shows them; whatever else could
/// steer it is escaped (<see cref="DisplayText"/>).
/// </summary>
internal static partial class OutputText
{
    private const string Reset = "\e[0m";

    public static string Of(ReadOnlySpan<byte> line, Paint paint)
    {
        string text = Encoding.UTF8.GetString(line);
        var printable = new StringBuilder(text.Length);
        int start = 0;
        bool isColored = false;
        foreach (ValueMatch match in PassThrough().EnumerateMatches(text))
        {
            printable.Append(DisplayText.Of(text[start..match.Index]));
            start = match.Index + match.Length;
            if (text[match.Index] == '\t')
            {
                printable.Append('\t');
            }
            else if (paint.IsOn)
            {
                printable.Append(text.AsSpan(match.Index, match.Length));
                isColored = true;
            }
        }

        printable.Append(DisplayText.Of(text[start..]));
        return isColored ? printable.Append(Reset).ToString() : printable.ToString();
    }

    // Tabs, and "select graphic rendition" (ECMA-48, 8.3.117), which changes nothing but how letters look.
    [GeneratedRegex(@"\t|\e\[[0-9;:]{0,32}m")]
    private static partial Regex PassThrough();
}
