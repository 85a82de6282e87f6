namespace Lockstep.Filters;

/// <summary>
/// The patterns without a slash of one rule list. Plain names and <c>*.extension</c> are found by hash; what remains is tried one by one,
/// the last rule first, and only while it could still beat what was found.
/// </summary>
internal sealed class NameIndex
{
    private readonly LiteralTable? _names;
    private readonly LiteralTable? _extensions;
    private readonly NameRule[] _others;

    internal NameIndex(IReadOnlyList<NameRule> rules)
    {
        _names = LiteralTable.Create(
            from rule in rules
            where rule.Glob.Literal is not null
            select (NameKey.HashOf(rule.Glob.Literal), rule.Glob.Literal, rule.Order, rule.IsDirectoryOnly));
        _extensions = LiteralTable.Create(
            from rule in rules
            where HasExtensionSuffix(rule.Glob)
            let suffix = rule.Glob.LiteralSuffix
            select (NameKey.HashOf(suffix.AsSpan(suffix.LastIndexOf((byte)'.'))), suffix, rule.Order, rule.IsDirectoryOnly));
        _others = [.. rules.Where(static rule => rule.Glob.Literal is null && !HasExtensionSuffix(rule.Glob)).Reverse()];
    }

    /// <summary>The order of the last rule that matches, or -1.</summary>
    internal int LastMatch(scoped in NameKey key)
    {
        var best = _names is null ? -1 : _names.LastMatch(key);
        best = _extensions is null ? best : Math.Max(best, _extensions.LastSuffixMatch(key));
        foreach (ref readonly var rule in _others.AsSpan())
        {
            if (rule.Order <= best)
            {
                break;
            }

            if (rule.Matches(key))
            {
                return rule.Order;
            }
        }

        return best;
    }

    private static bool HasExtensionSuffix(NameGlob glob) => glob.LiteralSuffix is { } suffix && suffix.Contains((byte)'.');
}

/// <summary>A pattern without a slash, and its rule's place in the list.</summary>
internal readonly record struct NameRule(NameGlob Glob, int Order, bool IsDirectoryOnly)
{
    internal bool Matches(scoped in NameKey key) => (!IsDirectoryOnly || key.IsDirectory) && Glob.Matches(key.Matched);
}
