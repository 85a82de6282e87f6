using System.Globalization;

namespace Lockstep.Rsync.Options;

/// <summary>Sizes of the command line: <c>1.5m</c>, <c>2kb-1</c>, <c>4GiB+1</c>.</summary>
internal static class SizeArgument
{
    private const string Units = "BKMGTP";

    /// <summary>Reads a size; the error names the option.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="word">Its argument.</param>
    /// <param name="max">The largest value.</param>
    /// <param name="unit">The unit of a bare number.</param>
    public static long Parse(string option, string word, long max, char unit = 'B')
    {
        decimal size = Read(word, unit) ?? throw new RsyncException(RsyncExit.Usage, $"rsync: {option}={word} is invalid");
        return size is < 0 || size > max ? throw new RsyncException(RsyncExit.Usage, $"rsync: {option}={word} is too large") : (long)size;
    }

    private static decimal? Read(string word, char unit)
    {
        int at = word is ['-', ..] ? 1 : 0;
        int start = at;
        while (at < word.Length && (char.IsAsciiDigit(word[at]) || word[at] == '.'))
        {
            at++;
        }

        if (at - start > 24 || (at > start
            && !decimal.TryParse(word.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        decimal number = at == start ? 0 : decimal.Parse(word.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        string rest = word[at..];
        decimal offset = 0;
        if (rest.EndsWith("+1", StringComparison.Ordinal) || rest.EndsWith("-1", StringComparison.Ordinal))
        {
            offset = rest[^2] == '+' ? 1 : -1;
            rest = rest[..^2];
        }

        if (at == start && rest.Length == 0 && offset != 0)
        {
            return null;
        }

        if (FactorOf(rest.ToUpperInvariant(), unit) is not { } factor)
        {
            return null;
        }

        try
        {
            return decimal.Floor((number * (word is ['-', ..] ? -1 : 1) * factor) + offset);
        }
        catch (OverflowException)
        {
            return decimal.MaxValue;
        }
    }

    private static decimal? FactorOf(string suffix, char unit)
    {
        int power = Units.IndexOf(suffix.Length == 0 ? unit : suffix[0]);
        return power < 0 ? null
            : suffix.Length < 2 || suffix.AsSpan(1) is "IB" ? (decimal)Math.Pow(1024, power)
            : suffix.AsSpan(1) is "B" ? (decimal)Math.Pow(1000, power)
            : null;
    }
}
