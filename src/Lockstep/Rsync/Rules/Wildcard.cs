using System.Text;

namespace Lockstep.Rsync.Rules;

/// <summary>
/// Matches bytes with rsync's wildcards: <c>?</c> and <c>*</c> stop at slashes, <c>**</c> does not, <c>[...]</c> is a
/// class, a backslash takes away a meaning. Needs at most length times length steps: a later star makes retries of the
/// earlier ones needless.
/// </summary>
internal static class Wildcard
{
    /// <summary>Whether a text is matched from its start to its end.</summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0;
        int t = 0;
        (int Pattern, int Text) star = (-1, 0);
        (int Pattern, int Text) doubleStar = (-1, 0);
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                int stars = pattern[p..].IndexOfAnyExcept((byte)'*');
                stars = stars < 0 ? pattern.Length - p : stars;
                p += stars;
                if (stars > 1)
                {
                    doubleStar = (p, t);
                    star = (-1, 0);
                }
                else
                {
                    star = (p, t);
                }

                continue;
            }

            if (t == text.Length && p == pattern.Length)
            {
                return true;
            }

            if (t < text.Length && p < pattern.Length && MatchOne(pattern, ref p, text[t]))
            {
                t++;
            }
            else if (star.Pattern >= 0 && star.Text < text.Length && text[star.Text] != '/')
            {
                star.Text++;
                (p, t) = star;
            }
            else if (doubleStar.Pattern >= 0 && doubleStar.Text < text.Length)
            {
                doubleStar.Text++;
                (p, t) = doubleStar;
                star = (-1, 0);
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>Matches one byte with the pattern's next element, and goes behind that if they match.</summary>
    private static bool MatchOne(ReadOnlySpan<byte> pattern, ref int p, byte value)
    {
        switch (pattern[p])
        {
            case (byte)'?':
                p++;
                return value != '/';
            case (byte)'[':
                return MatchClass(pattern, ref p, value);
            case (byte)'\\' when p + 1 < pattern.Length:
                if (pattern[p + 1] != value)
                {
                    return false;
                }

                p += 2;
                return true;
            default:
                return pattern[p++] == value;
        }
    }

    /// <summary>A class that does not end matches nothing.</summary>
    private static bool MatchClass(ReadOnlySpan<byte> pattern, ref int p, byte value)
    {
        int at = p + 1;
        bool isNegated = at < pattern.Length && pattern[at] is (byte)'!' or (byte)'^';
        at += isNegated ? 1 : 0;
        bool isMatch = false;
        int previous = -1;
        for (bool isFirst = true; ; isFirst = false)
        {
            if (at >= pattern.Length)
            {
                return false;
            }

            byte letter = pattern[at];
            if (letter == ']' && !isFirst)
            {
                break;
            }

            if (letter == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':')
            {
                int end = pattern[(at + 2)..].IndexOf((byte)']');
                if (end < 1 || pattern[at + 1 + end] != ':')
                {
                    // As in rsync, '[' that begins no named class stands for itself.
                    isMatch |= value == letter;
                    previous = letter;
                    at++;
                    continue;
                }

                if (!TryNamed(pattern.Slice(at + 2, end - 1), value, out bool isIn))
                {
                    return false;
                }

                isMatch |= isIn;
                previous = -1;
                at += end + 3;
                continue;
            }

            if (letter == '-' && previous >= 0 && at + 1 < pattern.Length && pattern[at + 1] != ']')
            {
                at++;
                int last = TakeLiteral(pattern, ref at);
                isMatch |= value >= previous && value <= last;
                previous = -1;
                continue;
            }

            previous = TakeLiteral(pattern, ref at);
            isMatch |= value == previous;
        }

        if (isMatch == isNegated || value == '/')
        {
            return false;
        }

        p = at + 1;
        return true;
    }

    private static int TakeLiteral(ReadOnlySpan<byte> pattern, ref int at)
    {
        at += pattern[at] == '\\' && at + 1 < pattern.Length ? 1 : 0;
        return pattern[at++];
    }

    private static bool TryNamed(ReadOnlySpan<byte> name, byte value, out bool isIn)
    {
        char letter = (char)value;
        bool? found = Encoding.Latin1.GetString(name) switch
        {
            "alnum" => char.IsAsciiLetterOrDigit(letter),
            "alpha" => char.IsAsciiLetter(letter),
            "blank" => letter is ' ' or '\t',
            "cntrl" => letter is < ' ' or '\x7f',
            "digit" => char.IsAsciiDigit(letter),
            "graph" => letter is > ' ' and < '\x7f',
            "lower" => char.IsAsciiLetterLower(letter),
            "print" => letter is >= ' ' and < '\x7f',
            "punct" => letter is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(letter),
            "space" => letter is ' ' or (>= '\t' and <= '\r'),
            "upper" => char.IsAsciiLetterUpper(letter),
            "xdigit" => char.IsAsciiHexDigit(letter),
            _ => null,
        };
        isIn = found == true;
        return found is not null;
    }
}
