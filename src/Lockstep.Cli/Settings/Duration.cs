using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lockstep.Cli.Settings;

/// <summary>A length of time as people write it: <c>90s</c>, <c>10m</c>, <c>1h30m</c>, <c>14d</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
        ("w", TimeSpan.FromDays(7)),
    ];

    // Ten years: longer than anything meant, and far from the end of what a timer takes.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Parses whole numbers with units, the sum of which is more than nothing and at most ten years.</summary>
    public static bool TryParse(string text, out TimeSpan duration, [NotNullWhen(false)] out string? flaw)
    {
        duration = TimeSpan.Zero;
        flaw = $"must be a time such as \"90s\", \"10m\", \"1h30m\" or \"14d\", not '{text}'";
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = CountWhile(rest, char.IsAsciiDigit);
            int letters = CountWhile(rest[digits..], char.IsAsciiLetter);
            TimeSpan unit = LengthOf(rest.Slice(digits, letters));
            if (unit == TimeSpan.Zero || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > Longest / unit)
            {
                return false;
            }

            duration += count * unit;
            rest = rest[(digits + letters)..];
        }

        return duration > TimeSpan.Zero && duration <= Longest;
    }

    private static TimeSpan LengthOf(ReadOnlySpan<char> unit)
    {
        foreach ((string name, TimeSpan length) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                return length;
            }
        }

        return TimeSpan.Zero;
    }

    private static int CountWhile(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        int count = 0;
        while (count < text.Length && belongs(text[count]))
        {
            count++;
        }

        return count;
    }
}
