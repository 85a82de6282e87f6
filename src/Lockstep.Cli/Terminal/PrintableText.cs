using System.Text;
using Lockstep.Tree;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// The door between our texts and the terminal. Whatever a project, a server or a command line put into a line (patterns, names, hosts, directories)
/// cannot steer the terminal it is shown on: all that is no letter is escaped as in <see cref="DisplayText"/>, also in a file or a pipe, which is shown
/// on a terminal later. Tabs pass, and the colours of <see cref="Paint"/> where they are on.
/// </summary>
internal static class PrintableText
{
    /// <summary>One line; a line break in it is escaped.</summary>
    public static string OfLine(string line, Paint paint) => Escape(line, paint, keepsBreaks: false);

    /// <summary>Several lines.</summary>
    public static string OfLines(string text, Paint paint) => Escape(text, paint, keepsBreaks: true);

    private static string Escape(string text, Paint paint, bool keepsBreaks)
    {
        StringBuilder? printable = null;
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = HarmlessLength(text, i, paint, keepsBreaks);
            if (length > 0)
            {
                i += length;
                continue;
            }

            length = i + 1 < text.Length && char.IsSurrogatePair(text, i) ? 2 : 1;
            printable ??= new StringBuilder(text.Length + 16);
            printable.Append(text, start, i - start).Append(DisplayText.Of(text.Substring(i, length)));
            start = i += length;
        }

        return printable is null ? text : printable.Append(text, start, text.Length - start).ToString();
    }

    /// <summary>Length of what may be printed as it is at a place; 0 where it may not.</summary>
    private static int HarmlessLength(string text, int at, Paint paint, bool keepsBreaks) => text[at] switch
    {
        '\t' => 1,
        '\n' => keepsBreaks ? 1 : 0,
        '\e' => paint.LengthOfOwn(text.AsSpan(at)),
        >= ' ' and <= '~' => 1,
        _ => HarmlessLength(text, at),
    };

    // Half a pair of surrogates is written as U+FFFD.
    private static int HarmlessLength(string text, int at) =>
        !Rune.TryGetRuneAt(text, at, out Rune rune) ? 1 : DisplayText.IsHarmless(rune) ? rune.Utf16SequenceLength : 0;
}
