namespace Lockstep.Filters.Patterns;

/// <summary>
/// Turns the text of a pattern into globs. <c>**</c> stands for directories only as a whole segment. git has one exception: it first
/// compares the literal beginning of a pattern on its own, so that a <c>**</c> right behind it counts as if it began a segment.
/// <c>foo**/bar</c> therefore means <c>foobar</c> or <c>foo*/**/bar</c>, two readings, both of which are kept here.
/// </summary>
internal ref struct PatternParser
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly bool _ignoresCase;
    private readonly List<PathPattern> _paths = [];

    internal PatternParser(ReadOnlySpan<byte> body, bool ignoresCase)
    {
        _body = body;
        _ignoresCase = ignoresCase;
    }

    internal NameGlob? Name { get; private set; }

    internal readonly IReadOnlyList<PathPattern> Paths => _paths;

    /// <summary>Reads a pattern without a slash.</summary>
    internal PatternFault ReadName()
    {
        var elements = new List<GlobElement>();
        for (var position = 0; position < _body.Length;)
        {
            var fault = ReadElement(ref position, elements);
            if (fault != PatternFault.None)
            {
                return fault;
            }
        }

        Name = NameGlob.Compile(elements);
        return PatternFault.None;
    }

    /// <summary>Reads a pattern with a slash; a leading one only anchors it.</summary>
    internal readonly PatternFault ReadPath()
    {
        var start = _body[0] == '/' ? 1 : 0;
        var literal = _body[start..].IndexOfAny("*?[\\"u8);
        var fault = ReadSegments(start, literal < 0 ? _body.Length : start + literal, new PathReading());

        // One of two readings may be empty: c**//d means c/d and nothing else.
        return fault == PatternFault.EmptySegment && _paths.Count > 0 ? PatternFault.None : fault;
    }

    /// <summary>
    /// Reads on from <paramref name="position"/>; at <paramref name="deepStart"/> a <c>**</c> counts as the beginning of a segment.
    /// </summary>
    private readonly PatternFault ReadSegments(int position, int deepStart, PathReading reading)
    {
        while (position < _body.Length)
        {
            var isSegmentStart = position == deepStart || position == 0 || _body[position - 1] == '/';
            if (isSegmentStart && TryReadDeep(position, out var length, out var needsDirectory))
            {
                position += length;
                var isLast = position == _body.Length && _body[position - 1] == '*';
                if (!reading.IsAtSegmentStart && !isLast && !needsDirectory)
                {
                    var fault = ReadSegments(position, position, reading.Fork());
                    if (fault is not (PatternFault.None or PatternFault.EmptySegment))
                    {
                        return fault;
                    }
                }

                reading.AddDeep(isLast, needsDirectory, out var alternative);
                if (alternative is not null)
                {
                    _paths.Add(alternative);
                }
            }
            else if (TryReadSlash(ref position))
            {
                if (!reading.TryEndSegment())
                {
                    return PatternFault.EmptySegment;
                }
            }
            else if (ReadElement(ref position, reading.Current) is var fault && fault != PatternFault.None)
            {
                return fault;
            }
        }

        return reading.Finish(_paths);
    }

    /// <summary>
    /// Whether <c>**</c> as a whole segment stands here: at the end, before a slash (part of <paramref name="length"/>) or before an
    /// escaped slash, which git does not let vanish: then at least one directory is needed.
    /// </summary>
    private readonly bool TryReadDeep(int position, out int length, out bool needsDirectory)
    {
        var rest = _body[position..];
        length = rest.IndexOfAnyExcept((byte)'*');
        length = length < 0 ? rest.Length : length;
        needsDirectory = rest[length..].StartsWith("\\/"u8);
        if (length < 2)
        {
            return false;
        }

        if (length == rest.Length)
        {
            return true;
        }

        length += needsDirectory ? 2 : 1;
        return needsDirectory || rest[length - 1] == '/';
    }

    private readonly bool TryReadSlash(ref int position)
    {
        var length = _body[position] == '/' ? 1 : _body[position..].StartsWith("\\/"u8) ? 2 : 0;
        position += length;
        return length > 0;
    }

    private readonly PatternFault ReadElement(ref int position, List<GlobElement> elements)
    {
        var value = _body[position];
        switch (value)
        {
            case (byte)'[':
                var fault = BracketExpression.TryRead(_body, ref position, _ignoresCase, out var set);
                elements.Add(GlobElement.Of(set));
                return fault;
            case (byte)'*':
                elements.Add(GlobElement.Star);
                break;
            case (byte)'?':
                elements.Add(GlobElement.Of(ByteSet.All));
                break;
            case (byte)'\\' when position + 1 == _body.Length:
                return PatternFault.TrailingBackslash;
            case (byte)'\\':
                // git does not fold an escaped letter: where case does not count, \A matches nothing.
                elements.Add(GlobElement.Of(_body[++position]));
                break;
            default:
                elements.Add(GlobElement.Of(_ignoresCase ? Ascii.ToLower(value) : value));
                break;
        }

        position++;
        return PatternFault.None;
    }
}
