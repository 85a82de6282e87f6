using System.Text;

namespace Lockstep.Cli.Differences;

/// <summary>A content as lines, bytes as they are. Lines of two contents are compared by number.</summary>
internal sealed class TextLines
{
    /// <summary>A NUL among so many first bytes makes a content binary, as git has it.</summary>
    private const int Inspected = 8000;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly List<Range> _lines = [];

    /// <summary>Cuts a content into lines.</summary>
    /// <param name="content">The content.</param>
    /// <param name="numbers">Numbers of the lines met so far, and of these.</param>
    public TextLines(ReadOnlyMemory<byte> content, Dictionary<string, int> numbers)
    {
        _content = content;
        var found = new List<int>();
        for (int start = 0; start < content.Length;)
        {
            int length = content.Span[start..].IndexOf((byte)'\n');
            int end = length < 0 ? content.Length : start + length;
            _lines.Add(start..end);

            // A last line without an end is another line than the same one with it. Latin-1 keeps every byte.
            string key = Encoding.Latin1.GetString(content.Span[start..Math.Min(end + 1, content.Length)]);
            if (!numbers.TryGetValue(key, out int number))
            {
                numbers.Add(key, number = numbers.Count);
            }

            found.Add(number);
            start = end + 1;
        }

        Numbers = [.. found];
    }

    /// <summary>The number of each line.</summary>
    public int[] Numbers { get; }

    /// <summary>Number of lines.</summary>
    public int Count => _lines.Count;

    /// <summary>A line without its end.</summary>
    public ReadOnlySpan<byte> this[int index] => _content.Span[_lines[index]];

    /// <summary>Whether a line is the last and has no end.</summary>
    public bool LacksEnd(int index) => index == Count - 1 && _content.Span[^1] != (byte)'\n';

    /// <summary>Whether a content is no text.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, Inspected)].Contains((byte)0);
}
