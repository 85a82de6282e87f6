using Lockstep.Filters.Patterns;

namespace Lockstep.Filters;

/// <summary>The compiled rules of one source, or of all choices together: the last one that matches decides.</summary>
internal sealed class RuleList
{
    private readonly Rule[] _rules;

    private RuleList(List<Rule> rules, List<NameRule> names, List<PathRule> paths)
    {
        _rules = [.. rules];
        Names = [.. names];
        paths.Reverse();
        Paths = [.. paths];
        Index = names.Count == 0 ? null : new NameIndex(names);
    }

    internal Rule this[int order] => _rules[order];

    /// <summary>The patterns without a slash, first rule first.</summary>
    internal NameRule[] Names { get; }

    /// <summary>The patterns with a slash, last rule first.</summary>
    internal PathRule[] Paths { get; }

    /// <summary>The fast way to the last of <see cref="Names"/> that matches; null when there are none.</summary>
    internal NameIndex? Index { get; }

    /// <summary>Collects rules in order. Its caller has parsed the patterns and decided what each wants.</summary>
    internal sealed class Builder
    {
        private readonly List<Rule> _rules = [];
        private readonly List<NameRule> _names = [];
        private readonly List<PathRule> _paths = [];

        internal void Add(Pattern pattern, RuleSource source, int line, ReadOnlyMemory<byte> text, RuleOpinion opinion)
        {
            var order = _rules.Count;
            _rules.Add(new Rule(source, line, text, opinion, order) { Names = pattern.Names });
            if (pattern.Name is not null)
            {
                _names.Add(new NameRule(pattern.Name, order, pattern.IsDirectoryOnly));
            }

            foreach (var path in pattern.Paths)
            {
                _paths.Add(new PathRule(path, order, pattern.IsDirectoryOnly));
            }
        }

        /// <summary>The list, or null when it has no rule.</summary>
        internal RuleList? Build() => _rules.Count == 0 ? null : new RuleList(_rules, _names, _paths);
    }
}

/// <summary>A pattern with a slash, and its rule's place in the list.</summary>
internal readonly record struct PathRule(PathPattern Pattern, int Order, bool IsDirectoryOnly);
