using System.Globalization;

namespace Lockstep.Rsync.Options;

/// <summary>The values that the words of a command line have given so far, by the keys of the table.</summary>
internal sealed class OptionDraft
{
    private readonly Dictionary<string, int> _flags = [];
    private readonly Dictionary<string, string> _words = [];
    private readonly List<(string Key, string Value)> _each = [];

    /// <summary>The arguments that are no options.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Every option that took an argument each time, in the order given.</summary>
    public IReadOnlyList<(string Key, string Value)> InOrder => _each;

    /// <summary>A flag's value or an option's count; 0 where it was not given.</summary>
    public int Count(string key) => _flags.GetValueOrDefault(key);

    public bool Is(string key) => Count(key) != 0;

    /// <summary>A flag's value; null where neither it nor its negation was given.</summary>
    public bool? Choice(string key) => _flags.TryGetValue(key, out int value) ? value != 0 : null;

    public string? Word(string key) => _words.GetValueOrDefault(key);

    public int? Number(string key) => _words.TryGetValue(key, out string? word) ? (int)ReadNumber(word)! : null;

    public IEnumerable<string> Each(string key) => _each.Where(pair => pair.Key == key).Select(pair => pair.Value);

    /// <summary>Takes one option as it was written.</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">Its argument; null where it takes none.</param>
    /// <param name="written">The word of the command line, for messages.</param>
    public void Take(RsyncOption option, string? value, string written)
    {
        if (option.Refusal is not null && !(option.Key == "iconv" && value is "-"))
        {
            throw new RsyncException(RsyncExit.Unsupported, $"rsync: Lockstep does not support {option.Name}: {option.Refusal}");
        }

        switch (option.Kind)
        {
            case OptionKind.Flag:
                _flags[option.Key] = 1;
                break;
            case OptionKind.Count:
                _flags[option.Key] = Count(option.Key) + 1;
                break;
            case OptionKind.Several:
                Array.ForEach(option.Sets, Set);
                break;
            case OptionKind.Fixed:
                _words[option.Key] = option.Value;
                break;
            case OptionKind.Number when ReadNumber(value!) is not { } number:
                throw OptionWords.Bad(written, "invalid numeric value");
            case OptionKind.Number when ReadNumber(value!) is < int.MinValue or > int.MaxValue:
                throw OptionWords.Bad(written, "number too large or too small");
            case OptionKind.Each:
                _each.Add((option.Key, value!));
                break;
            default:
                _words[option.Key] = value!;
                break;
        }

        // Between --filter and its like, -F is a rule at its place.
        if (option.Key == "F" && Count("F") <= 2)
        {
            _each.Add(("filter", Count("F") == 1 ? ": /.rsync-filter" : "- .rsync-filter"));
        }
    }

    /// <summary>Takes the negation of an option.</summary>
    public void TakeNegated(RsyncOption option)
    {
        _words.Remove(option.Key);
        if (option.AlsoClears is { } other)
        {
            _words.Remove(other);
            _flags.Remove(other);
        }

        if (option.Kind == OptionKind.Several)
        {
            Array.ForEach(option.Sets, key => _flags[key] = 0);
        }
        else
        {
            _flags[option.Key] = 0;
        }
    }

    /// <summary>
    /// Sets a flag of <see cref="OptionKind.Several"/>: <c>key=-1</c> is a weak one that does not change a stronger.
    /// </summary>
    private void Set(string flag)
    {
        string[] parts = flag.Split('=');
        int value = parts.Length == 1 ? 1 : int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (value > 0 || Count(parts[0]) <= 0)
        {
            _flags[parts[0]] = value;
        }
    }

    /// <summary>
    /// Reads a number as C's strtol does with base 0; null where there is something else. Empty is 0.
    /// </summary>
    private static long? ReadNumber(string word)
    {
        string text = word.TrimStart(' ', '\t', '\n', '\v', '\f', '\r');
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> digits = text.AsSpan(isNegative || text.StartsWith('+') ? 1 : 0);
        int radix = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 16 : digits is ['0', _, ..] ? 8 : 10;
        digits = radix == 16 ? digits[2..] : digits;
        if (digits.IsEmpty)
        {
            return word.Length == 0 ? 0 : null;
        }

        long number = 0;
        foreach (char letter in digits)
        {
            int digit = char.IsAsciiHexDigit(letter) ? Convert.ToInt32(letter.ToString(), 16) : 16;
            if (digit >= radix)
            {
                return null;
            }

            number = Math.Min((number * radix) + digit, 1L << 40);
        }

        return isNegative ? -number : number;
    }
}
