using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockstep.Tree;

/// <summary>
/// Bytes of a file name, or text of a peer, as something that is safe to print: what is not UTF-8 or is a control character (C0, DEL, C1,
/// bidirectional overrides) stands as <c>\xNN</c> or <c>\u{NNNN}</c>, so that a name cannot steer the terminal it is shown on.
/// </summary>
public static class DisplayText
{
    /// <summary>The printable form of <paramref name="bytes"/>.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) != OperationStatus.Done)
            {
                foreach (byte invalid in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{invalid:x2}");
                }
            }
            else if (IsHarmless(rune))
            {
                text.Append(rune);
            }
            else
            {
                _ = rune.Value < 0x100
                    ? text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}")
                    : text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The printable form of text that came from outside.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The printable form of a value for a message, cut after its first letters where it is long.</summary>
    public static string Brief(string value)
    {
        const int Most = 80;
        return Of(value.Length <= Most ? value : $"{value.AsSpan(0, Most)}…");
    }

    /// <summary>Whether a character of a text from outside may be printed as it is.</summary>
    public static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate);
}
