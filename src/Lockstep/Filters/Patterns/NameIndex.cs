using Lockstep.Tree;

namespace Lockstep.Filters.Patterns;

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
        _names = LiteralTable.Create(rules.FindAll(static rule => rule.Glob.Literal is not null), static glob => (NameKey.HashOf(glob.Literal), glob.Literal!));
        _extensions = LiteralTable.Create(rules.FindAll(static rule => HasExtensionSuffix(rule.Glob)), static glob => (HashOfExtension(glob.LiteralSuffix!), glob.LiteralSuffix!));
        List<NameRule> others = rules.FindAll(static rule => rule.Glob.Literal is null && !HasExtensionSuffix(rule.Glob));
        others.Reverse();
        _others = [.. others];
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

    private static uint HashOfExtension(byte[] suffix) => NameKey.HashOf(suffix.AsSpan(suffix.LastIndexOf((byte)'.')));

    private static bool HasExtensionSuffix(NameGlob glob) => glob.LiteralSuffix is { } suffix && suffix.Contains((byte)'.');
}

/// <summary>A pattern without a slash, and its rule's place in the list.</summary>
/// <remarks>
/// Most names fail one of three cheap tests: first byte, last byte, number of dots. The last one spares nearly every name the globs that
/// begin and end with a wildcard, such as <c>*.o.*</c> and <c>*.tab.[ch]</c>; without it they are a third of the time (the kernel's rules).
/// </remarks>
internal readonly struct NameRule(NameGlob glob, int order, bool isDirectoryOnly)
{
    private readonly int _dots = glob.Dots;
    private readonly short _firstByte = (short)glob.FirstByte;
    private readonly short _lastByte = (short)glob.LastByte;

    internal NameGlob Glob { get; } = glob;

    internal int Order { get; } = order;

    internal bool IsDirectoryOnly { get; } = isDirectoryOnly;

    internal bool Matches(scoped in NameKey key)
    {
        var name = key.Matched;
        return (_firstByte < 0 || _firstByte == name[0]) &&
            (_lastByte < 0 || _lastByte == name[^1]) &&
            _dots <= key.Dots &&
            (!IsDirectoryOnly || key.IsDirectory) &&
            Glob.Matches(name);
    }
}
