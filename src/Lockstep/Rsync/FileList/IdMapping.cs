using System.Globalization;
using Lockstep.Rsync.Rules;

namespace Lockstep.Rsync.FileList;

/// <summary>
/// Which number a user or a group of the sender gets here: as <c>--usermap</c> or <c>--groupmap</c> say, else that of the same name, else its own.
/// </summary>
internal sealed class IdMapping
{
    private readonly Func<string, int?>? _find;
    private readonly List<(Func<int, string?, bool> Fits, int Id)> _rules = [];

    /// <summary>Reads the rules. Throws <see cref="RsyncException"/> for what is none.</summary>
    /// <param name="option">The option's name without dashes.</param>
    /// <param name="rules">The rules, as <c>FROM:TO,FROM:TO</c>; null for none.</param>
    /// <param name="find">The number of a name on this machine.</param>
    /// <param name="isNumeric">Whether names do not count but in the rules.</param>
    /// <param name="tell">Takes what is said of a name that is none here.</param>
    public IdMapping(string option, string? rules, Func<string, int?> find, bool isNumeric, Action<string> tell)
    {
        _find = isNumeric ? null : find;
        foreach (string rule in rules?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            int colon = rule.IndexOf(':');
            if (colon < 0)
            {
                throw new RsyncException(RsyncExit.Usage, $"No colon found in --{option}: {rule}");
            }

            string to = rule[(colon + 1)..];
            if ((Number(to) ?? find(ByteWord.Text(to))) is { } id)
            {
                _rules.Add((Source(rule[..colon]), id));
            }
            else
            {
                tell($"Unknown --{option} name on receiver: {to}");
            }
        }
    }

    /// <summary>The number here.</summary>
    /// <param name="id">The number there.</param>
    /// <param name="name">Its name there; null when it has none.</param>
    public int Local(int id, string? name)
    {
        foreach ((Func<int, string?, bool> fits, int mapped) in _rules)
        {
            if (fits(id, name))
            {
                return mapped;
            }
        }

        return id != 0 && !string.IsNullOrEmpty(name) && _find?.Invoke(name) is { } local ? local : id;
    }

    private static Func<int, string?, bool> Source(string from)
    {
        string[] ends = from.Split('-', 2);
        if (Number(ends[0]) is { } first && Number(ends[^1]) is { } last)
        {
            return (id, _) => id >= first && id <= last;
        }

        byte[] pattern = ByteWord.Bytes(from);
        return from.Length == 0 ? (_, name) => string.IsNullOrEmpty(name)
            : from == "*" ? (_, _) => true
            : (_, name) => name is not null && Wildcard.Matches(pattern, ByteWord.Bytes(ByteWord.OfText(name)));
    }

    private static int? Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
