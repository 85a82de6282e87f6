namespace Lockstep.Filters.Patterns;

/// <summary>
/// Reads one <c>[...]</c> of a glob as git does: a leading <c>!</c> or <c>^</c> negates, a leading <c>]</c> is itself, a backslash
/// takes the next byte as it is, a <c>-</c> between two bytes is a range, <c>[:alpha:]</c> and its kin are ASCII classes.
/// </summary>
internal ref struct BracketExpression
{
    private readonly ReadOnlySpan<byte> _pattern;
    private readonly bool _ignoresCase;
    private readonly bool[] _members = new bool[256];
    private int _position;

    private BracketExpression(ReadOnlySpan<byte> pattern, int position, bool ignoresCase)
    {
        _pattern = pattern;
        _position = position;
        _ignoresCase = ignoresCase;
    }

    /// <summary>
    /// Reads the expression whose <c>[</c> stands at <paramref name="position"/> and moves it behind the closing <c>]</c>.
    /// </summary>
    internal static PatternFault TryRead(ReadOnlySpan<byte> pattern, ref int position, bool ignoresCase, out ByteSet set)
    {
        var expression = new BracketExpression(pattern, position + 1, ignoresCase);
        var fault = expression.Read(out set);
        position = expression._position;
        return fault;
    }

    private PatternFault Read(out ByteSet set)
    {
        set = ByteSet.All;
        var isNegated = Peek(0) is '!' or '^';
        if (isNegated)
        {
            _position++;
        }

        var previous = -1;
        var isFirst = true;
        while (isFirst || Peek(0) != ']')
        {
            isFirst = false;
            var fault = ReadMember(ref previous);
            if (fault != PatternFault.None)
            {
                return fault;
            }
        }

        _position++;
        var members = _members;
        set = new ByteSet(value => members[value] != isNegated);
        return PatternFault.None;
    }

    /// <summary>
    /// Reads one byte, range or class; <paramref name="previous"/> is the byte a following <c>-</c> would start from, or -1.
    /// </summary>
    private PatternFault ReadMember(ref int previous)
    {
        switch (Peek(0))
        {
            case -1:
                return PatternFault.UnterminatedBracket;
            case '-' when previous >= 0 && Peek(1) is not (-1 or ']'):
                _position++;
                return ReadRange(ref previous);
            case '[' when Peek(1) == ':':
                return ReadClass(ref previous);
            default:
                if (!TryReadByte(out var value))
                {
                    return PatternFault.UnterminatedBracket;
                }

                _members[value] = true;
                previous = value;
                return PatternFault.None;
        }
    }

    private PatternFault ReadRange(ref int previous)
    {
        if (!TryReadByte(out var last))
        {
            return PatternFault.UnterminatedBracket;
        }

        for (var value = previous; value <= last; value++)
        {
            _members[value] = true;
            if (_ignoresCase)
            {
                _members[Ascii.ToLower((byte)value)] = true;
            }
        }

        previous = -1;
        return PatternFault.None;
    }

    private PatternFault ReadClass(ref int previous)
    {
        var rest = _pattern[(_position + 2)..];
        var end = rest.IndexOf((byte)']');
        if (end < 0)
        {
            return PatternFault.UnterminatedBracket;
        }

        // Without the closing ":]" the '[' is a member like any other.
        if (end == 0 || rest[end - 1] != ':')
        {
            _members['['] = true;
            previous = '[';
            _position++;
            return PatternFault.None;
        }

        if (AsciiClass.Find(rest[..(end - 1)], _ignoresCase) is not { } isMember)
        {
            return PatternFault.UnknownClass;
        }

        for (var value = 0; value < 128; value++)
        {
            _members[value] |= isMember((byte)value);
        }

        previous = -1;
        _position += 2 + end + 1;
        return PatternFault.None;
    }

    private bool TryReadByte(out byte value)
    {
        if (Peek(0) == '\\')
        {
            _position++;
        }

        var read = Peek(0);
        value = (byte)read;
        _position++;
        return read >= 0;
    }

    private readonly int Peek(int ahead) => _position + ahead < _pattern.Length ? _pattern[_position + ahead] : -1;
}
