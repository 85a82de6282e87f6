namespace Lockstep.Cli.Terminal;

/// <summary>Breaks lines between words, where a terminal would break them anywhere.</summary>
internal static class WrappedText
{
    private const string Indent = "  ";

    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "s", "m", "h"];

    /// <summary>The text in lines of at most <paramref name="width"/> columns; all but the first are indented. 0 breaks nothing.</summary>
    public static string Of(string text, int width)
    {
        if (width == 0 || ColumnWidth.Of(text) <= width)
        {
            return text;
        }

        List<string> lines = [];
        string current = string.Empty;
        foreach (string word in Words(text))
        {
            if (current.Length > 0 && ColumnWidth.Of(current) + 1 + ColumnWidth.Of(word) > width)
            {
                lines.Add(current);
                current = Indent + word;
            }
            else
            {
                current += current.Length == 0 ? word : $" {word}";
            }
        }

        return string.Join('\n', [.. lines, current]);
    }

    /// <summary>The words; a number and its unit are one.</summary>
    private static List<string> Words(string text)
    {
        List<string> words = [];
        foreach (string word in text.Split(' '))
        {
            if (words.Count > 0 && Units.Contains(word.TrimEnd(',', ')')))
            {
                words[^1] += $" {word}";
            }
            else
            {
                words.Add(word);
            }
        }

        return words;
    }
}
