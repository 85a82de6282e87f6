using System.Globalization;
using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;

namespace Lockstep.Cli.Differences;

/// <summary>Two texts as the hunks of a unified diff, as <c>diff -u</c> and git write them and <c>patch</c> reads them.</summary>
internal sealed class UnifiedDiff
{
    private const int Context = 3;

    private readonly TextLines _old;
    private readonly TextLines _new;
    private readonly IReadOnlyList<LineEdit> _edits;
    private readonly Paint _paint;
    private readonly StringBuilder _text = new();

    private UnifiedDiff(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> @new, Paint paint)
    {
        var numbers = new Dictionary<string, int>();
        _old = new TextLines(old, numbers);
        _new = new TextLines(@new, numbers);
        _edits = LineDiff.Compare(_old.Numbers, _new.Numbers);
        _paint = paint;
    }

    /// <summary>The hunks, without a newline at the end; empty when the texts are the same.</summary>
    public static string Of(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> @new, Paint paint)
    {
        var diff = new UnifiedDiff(old, @new, paint);
        for (int first = 0; first < diff._edits.Count;)
        {
            int last = first;
            while (last + 1 < diff._edits.Count && diff._edits[last + 1].OldStart - End(diff._edits[last]) <= 2 * Context)
            {
                last++;
            }

            diff.AddHunk(first, last);
            first = last + 1;
        }

        return diff._text.ToString().TrimEnd('\n');
    }

    private static int End(LineEdit edit) => edit.OldStart + edit.OldCount;

    private void AddHunk(int first, int last)
    {
        LineEdit opening = _edits[first], closing = _edits[last];
        int lead = Math.Min(Context, opening.OldStart);
        int rest = Math.Min(Context, _old.Count - End(closing));
        int oldStart = opening.OldStart - lead, newStart = opening.NewStart - lead;
        string old = Extent(oldStart, End(closing) + rest - oldStart);
        string @new = Extent(newStart, closing.NewStart + closing.NewCount + rest - newStart);
        _text.Append(_paint.Cyan($"@@ -{old} +{@new} @@")).Append('\n');
        int at = oldStart;
        for (int i = first; i <= last; i++)
        {
            AddLines(_old, at, _edits[i].OldStart, ' ');
            AddLines(_old, _edits[i].OldStart, End(_edits[i]), '-');
            AddLines(_new, _edits[i].NewStart, _edits[i].NewStart + _edits[i].NewCount, '+');
            at = End(_edits[i]);
        }

        AddLines(_old, at, at + rest, ' ');
    }

    private void AddLines(TextLines lines, int start, int end, char mark)
    {
        for (int i = start; i < end; i++)
        {
            string line = $"{mark}{OutputText.Of(lines[i], new Paint(IsOn: false))}";
            _text.Append(mark switch { '-' => _paint.Red(line), '+' => _paint.Green(line), _ => line }).Append('\n');
            if (lines.LacksEnd(i))
            {
                _text.Append("\\ No newline at end of file\n");
            }
        }
    }

    // An empty run is told by the line before it, which is what makes the start 0 for the first.
    private static string Extent(int start, int count) => count == 1
        ? (start + 1).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");
}
