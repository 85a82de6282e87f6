using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lockstep.Cli.Settings;

/// <summary>A number of bytes as people write it: <c>512KiB</c>, <c>10MB</c>, <c>1.5GiB</c>. The unit is not optional: a bare number would be a guess.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("B", 1),
    ];

    /// <summary>Parses a size between 1 byte and 1 EB.</summary>
    public static bool TryParse(string text, out long bytes, [NotNullWhen(false)] out string? flaw)
    {
        flaw = $"must be a size such as \"512KiB\", \"10MB\" or \"1GiB\", not '{text}'";
        return TryParse(text, out bytes);
    }

    /// <summary>Parses a size for every second; <c>/s</c> may follow it.</summary>
    public static bool TryParseRate(string text, out long bytes, [NotNullWhen(false)] out string? flaw)
    {
        flaw = $"must be a rate such as \"500KiB/s\" or \"10MB/s\", not '{text}'";
        return TryParse(text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text, out bytes);
    }

    private static bool TryParse(string text, out long bytes)
    {
        const decimal Largest = 1e18m;
        bytes = 0;
        foreach ((string unit, long factor) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            ReadOnlySpan<char> number = text.AsSpan(0, text.Length - unit.Length).TrimEnd(' ');
            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count) || count > Largest / factor)
            {
                return false;
            }

            bytes = (long)(count * factor);
            return bytes > 0;
        }

        return false;
    }
}
