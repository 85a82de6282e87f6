using System.Globalization;
using Spectre.Console.Rendering;

namespace Lockstep.Cli.Terminal;

/// <summary>How many columns of a terminal a text takes: a letter of China, Japan or Korea takes two, an accent of its own none.</summary>
internal static class ColumnWidth
{
    /// <summary>Columns of a text without colours.</summary>
    public static int Of(string text) => IsPlain(text) ? text.Length : new Segment(text).CellCount();

    /// <summary>The text, filled with spaces to a width.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(width - Of(text), 0));

    /// <summary>The longest beginning of the text that is not wider; no letter is cut apart.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        int end = 0, columns = 0;
        while (end < text.Length)
        {
            int length = StringInfo.GetNextTextElementLength(text, end);
            columns += Of(text.Substring(end, length));
            if (columns > width)
            {
                break;
            }

            end += length;
        }

        return text[..end];
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
