using Lockstep.Filters.Patterns;

namespace Lockstep.Filters;

/// <summary>
/// Reads the lines of a gitignore file as git does: a UTF-8 byte order mark is skipped, a CR before the LF is dropped, trailing spaces
/// (not tabs) go unless escaped, <c>#</c> begins a comment, a NUL ends the line, and a pattern that cannot match is passed over.
/// </summary>
internal static class IgnoreFile
{
    /// <summary>The most bytes a pattern may have.</summary>
    internal const int MaxPatternLength = Pattern.MaxLength;

    /// <summary>
    /// The number of the first line whose pattern is too long to be taken, from 1; null when there is none. git takes such a pattern: passed over, it would
    /// not keep back what it keeps back in git.
    /// </summary>
    internal static int? FindTooLong(ReadOnlySpan<byte> content)
    {
        for (var number = 1; content.Length > MaxPatternLength; number++)
        {
            var length = content.IndexOf((byte)'\n');
            length = length < 0 ? content.Length : length;
            if (length > MaxPatternLength && content[0] != '#')
            {
                return number;
            }

            content = content[Math.Min(length + 1, content.Length)..];
        }

        return null;
    }

    /// <summary>The compiled rules, or null when the file has none.</summary>
    internal static RuleList? Compile(byte[]? content, string displayPath, bool ignoresCase)
    {
        if (content is null or [])
        {
            return null;
        }

        var source = new RuleSource(RuleLevel.IgnoreFile, displayPath, HasLines: true);
        var rules = new RuleList.Builder();
        var start = content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        for (var number = 1; start < content.Length; number++)
        {
            var length = content.AsSpan(start).IndexOf((byte)'\n');
            length = length < 0 ? content.Length - start : length;
            var text = Trim(content.AsMemory(start, length));
            if (text.Span is not ([] or [(byte)'#', ..]) && Pattern.TryParse(text.Span, ignoresCase, out var pattern) == PatternFault.None)
            {
                rules.Add(pattern!, source, number, text, pattern!.IsNegated ? RuleOpinion.Spare : RuleOpinion.Exclude);
            }

            start += length + 1;
        }

        return rules.Build();
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        span = span is [.., (byte)'\r'] ? span[..^1] : span;
        var nul = span.IndexOf((byte)0);
        span = nul < 0 ? span : span[..nul];
        return line[..LengthWithoutTrailingSpaces(span)];
    }

    private static int LengthWithoutTrailingSpaces(ReadOnlySpan<byte> line)
    {
        var kept = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
            {
                i++;
                kept = i + 1;
            }
            else if (line[i] != ' ')
            {
                kept = i + 1;
            }
        }

        return kept;
    }
}
