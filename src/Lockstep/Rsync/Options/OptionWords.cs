namespace Lockstep.Rsync.Options;

/// <summary>
/// Reads words as popt, rsync's parser, does: <c>--name=value</c>, <c>--name value</c>, clusters of short options of
/// which the last may take the rest (<c>-e=ssh</c>, <c>-essh</c>, <c>-e ssh</c>), options between arguments, <c>--</c>.
/// Names are not abbreviated.
/// </summary>
internal static class OptionWords
{
    /// <summary>Reads all words of a command line.</summary>
    public static OptionDraft Read(IReadOnlyList<string> words)
    {
        var draft = new OptionDraft();
        for (int at = 0; at < words.Count; at++)
        {
            string word = words[at];
            if (word == "--")
            {
                draft.Arguments.AddRange(words.Skip(at + 1));
                break;
            }

            if (word.Length < 2 || word[0] != '-')
            {
                draft.Arguments.Add(word);
            }
            else if (word[1] == '-')
            {
                ReadLong(draft, words, ref at);
            }
            else
            {
                ReadCluster(draft, words, ref at);
            }
        }

        return draft;
    }

    /// <summary>Makes the message for a word that cannot be read.</summary>
    public static RsyncException Bad(string word, string cause) => new(RsyncExit.Usage, $"rsync: {word}: {cause}");

    private static void ReadLong(OptionDraft draft, IReadOnlyList<string> words, ref int at)
    {
        string word = words[at];
        int equals = word.IndexOf('=');
        string name = equals < 0 ? word[2..] : word[2..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        RsyncOption? option = name.Length > 1 ? RsyncOptionTable.Find(name) : null;
        RsyncOption? negated = option is null && name.StartsWith("no-", StringComparison.Ordinal) ? RsyncOptionTable.FindNegated(name) : null;
        if (option is null && negated is null)
        {
            throw Bad(word, "unknown option");
        }

        if (value is not null && option?.Argument is null)
        {
            throw Bad(word, "option does not take an argument");
        }

        if (option is null)
        {
            draft.TakeNegated(negated!);
            return;
        }

        if (option.Argument is not null && value is null)
        {
            value = at + 1 < words.Count ? words[++at] : throw Bad(word, "missing argument");
        }

        draft.Take(option, value, word);
    }

    private static void ReadCluster(OptionDraft draft, IReadOnlyList<string> words, ref int at)
    {
        string word = words[at];
        for (int i = 1; i < word.Length; i++)
        {
            RsyncOption option = RsyncOptionTable.Find(word[i].ToString()) ?? throw Bad(word, "unknown option");
            if (option.Argument is null)
            {
                if (i + 1 < word.Length && word[i + 1] == '=')
                {
                    throw Bad(word, "option does not take an argument");
                }

                draft.Take(option, value: null, word);
                continue;
            }

            string rest = word[(i + 1)..];
            string? value = rest.Length == 0 ? null : rest[0] == '=' ? rest[1..] : rest;
            value ??= at + 1 < words.Count ? words[++at] : throw Bad(word, "missing argument");
            draft.Take(option, value, word);
            return;
        }
    }
}
