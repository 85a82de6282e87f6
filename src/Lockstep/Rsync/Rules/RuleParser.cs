namespace Lockstep.Rsync.Rules;

/// <summary>
/// Reads the text of one rule: a name or letter, modifiers, and a pattern behind a space or an underscore.
/// </summary>
internal static class RuleParser
{
    private static readonly (string Name, char Letter)[] LongNames =
    [
        ("exclude", '-'), ("include", '+'), ("merge", '.'), ("dir-merge", ':'), ("hide", 'H'), ("show", 'S'), ("protect", 'P'), ("risk", 'R'), ("clear", '!'),
    ];

    /// <summary>
    /// Reads a rule as <c>--filter</c> takes it. Throws <see cref="RsyncException"/> with what is wrong.
    /// </summary>
    /// <param name="text">The rule.</param>
    /// <param name="shown">What a message calls it; the text of a file is not shown.</param>
    public static FilterRule Parse(string text, string shown)
    {
        (char letter, int at) = TakeName(text) ?? throw Wrong($"Unknown filter rule: {shown}");
        if (letter == '!')
        {
            return at == text.Length ? new FilterRule { Kind = FilterRuleKind.Clear } : throw Wrong($"'!' rule has trailing characters: {shown}");
        }

        FilterRule rule = KindOf(letter);
        at += at < text.Length && text[at] == ',' ? 1 : 0;
        for (; at < text.Length && text[at] is not (' ' or '_'); at++)
        {
            rule = Modify(rule, text[at]) ?? throw Wrong(
                ReferenceEquals(text, shown) ? $"invalid modifier '{text[at]}' at position {at} in filter rule: {shown}" : $"invalid modifier in filter rule: {shown}");
        }

        string pattern = at < text.Length ? text[(at + 1)..] : "";
        if (rule.Kind == FilterRuleKind.Cvs)
        {
            return rule;
        }

        pattern = pattern.Length == 0 && rule.Merge.IsCvs ? ".cvsignore" : pattern;
        return pattern.Length > 0 ? rule with { Text = pattern } : throw Wrong($"unexpected end of filter rule: {shown}");
    }

    /// <summary>
    /// Reads a line of <c>--exclude</c>, <c>--include</c> and their files: a pattern, perhaps behind <c>- </c> or <c>+
    /// </c>, or a lone <c>!</c>.
    /// </summary>
    public static FilterRule ParseOld(string text, bool isInclude) => text switch
    {
        "!" => new FilterRule { Kind = FilterRuleKind.Clear },
        ['-', ' ', _, ..] => new FilterRule { Text = text[2..] },
        ['+', ' ', _, ..] => new FilterRule { Text = text[2..], IsInclude = true },
        _ => new FilterRule { Text = text, IsInclude = isInclude },
    };

    private static (char Letter, int End)? TakeName(string text)
    {
        foreach ((string name, char letter) in LongNames)
        {
            if (text.StartsWith(name, StringComparison.Ordinal) && (text.Length == name.Length || text[name.Length] is ' ' or '_' or ','))
            {
                return (letter, name.Length);
            }
        }

        return text is [var first, ..] && Array.Exists(LongNames, pair => pair.Letter == first) ? (first, 1) : null;
    }

    private static FilterRule KindOf(char letter) => letter switch
    {
        '+' => new FilterRule { IsInclude = true },
        '.' => new FilterRule { Kind = FilterRuleKind.Merge },
        ':' => new FilterRule { Kind = FilterRuleKind.PerDirectory },
        'H' => new FilterRule { NamedSides = RuleSides.Sender, IsSideByName = true },
        'S' => new FilterRule { NamedSides = RuleSides.Sender, IsSideByName = true, IsInclude = true },
        'P' => new FilterRule { NamedSides = RuleSides.Receiver, IsSideByName = true },
        'R' => new FilterRule { NamedSides = RuleSides.Receiver, IsSideByName = true, IsInclude = true },
        _ => new FilterRule(),
    };

    private static FilterRule? Modify(FilterRule rule, char modifier)
    {
        bool isMerge = rule.Kind is FilterRuleKind.Merge or FilterRuleKind.PerDirectory;
        MergeFile merge = rule.Merge;
        return modifier switch
        {
            '/' => rule with { IsAbsolute = true },
            'p' => rule with { IsPerishable = true },
            'x' => rule with { IsForXattrs = true },
            's' or 'r' when !rule.IsSideByName => rule with { NamedSides = rule.NamedSides | (modifier == 's' ? RuleSides.Sender : RuleSides.Receiver) },
            '!' when !isMerge => rule with { IsNegated = true },
            'C' when isMerge && merge.OnlyIncludes is null =>
                rule with { Merge = merge with { IsCvs = true, IsOwnOnly = true, SplitsWords = true, OnlyIncludes = false } },
            'C' when !isMerge && !rule.IsSideByName => rule with { Kind = FilterRuleKind.Cvs },
            '-' or '+' when isMerge && merge.OnlyIncludes is null => rule with { Merge = merge with { OnlyIncludes = modifier == '+' } },
            'e' when isMerge => rule with { Merge = merge with { ExcludesItself = true } },
            'n' when isMerge => rule with { Merge = merge with { IsOwnOnly = true } },
            'w' when isMerge => rule with { Merge = merge with { SplitsWords = true } },
            _ => null,
        };
    }

    private static RsyncException Wrong(string message) => new(RsyncExit.Usage, message);
}
