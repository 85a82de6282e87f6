using Lockstep.Cli.Terminal;

namespace Lockstep.Cli.Doctor;

/// <summary>A check as lines for people.</summary>
internal static class CheckLines
{
    private const int MarkWidth = 6;
    private const int NameWidth = 14;
    private const int Indent = 2 + MarkWidth + NameWidth;

    /// <summary>Below this many columns the text stands under its name.</summary>
    private const int LeastForColumns = 60;

    /// <summary>The lines. A remedy is never broken, so that it can be copied.</summary>
    /// <param name="check">The check.</param>
    /// <param name="width">Columns there are; 0 for no limit.</param>
    /// <param name="paint">Colours.</param>
    public static IEnumerable<string> Of(Check check, int width, Paint paint)
    {
        bool isNarrow = width is > 0 and < LeastForColumns;
        string mark = Mark(check.Verdict, paint);
        int indent = isNarrow ? Indent - NameWidth : Indent;
        string[] text = [.. check.Text.Split('\n').SelectMany(line => Wrap(line, width == 0 ? int.MaxValue : Math.Max(width - indent, 10)))];
        if (isNarrow)
        {
            yield return $"  {mark}{check.Name}";
        }

        for (int i = 0; i < text.Length; i++)
        {
            bool isFirst = i == 0 && !isNarrow;
            yield return isFirst ? $"  {mark}{check.Name.PadRight(NameWidth)}{text[i]}" : $"{new string(' ', indent)}{text[i]}";
        }

        string[] remedy = check.Remedy?.Split('\n') ?? [];
        for (int i = 0; i < remedy.Length; i++)
        {
            string head = i == 0 ? "  fix" : string.Empty;
            yield return $"{head.PadRight(isNarrow ? indent : Indent)}{remedy[i]}";
        }
    }

    private static string Mark(Verdict verdict, Paint paint) => verdict switch
    {
        Verdict.Ok => paint.Green("ok".PadRight(MarkWidth)),
        Verdict.Warning => paint.Yellow("warn".PadRight(MarkWidth)),
        Verdict.Failed => paint.Red("FAIL".PadRight(MarkWidth)),
        _ => paint.Dim("-".PadRight(MarkWidth)),
    };

    private static List<string> Wrap(string line, int width)
    {
        List<string> lines = [];
        string start = new(' ', line.Length - line.TrimStart(' ').Length);
        string current = start;
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isEmpty = current.Length == start.Length;
            if (!isEmpty && current.Length + 1 + word.Length > width)
            {
                lines.Add(current);
                (current, isEmpty) = (start, true);
            }

            current += isEmpty ? word : $" {word}";
        }

        return [.. lines, current];
    }
}
