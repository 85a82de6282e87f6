using System.Globalization;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Rules;

/// <summary>Makes lists of rules of options and files. What files hold is never repeated in messages.</summary>
/// <param name="files">Reads the files.</param>
/// <param name="environment">For <c>CVSIGNORE</c> and <c>HOME</c>.</param>
/// <param name="endsInNul">Whether rules in files end with a NUL.</param>
/// <param name="hidesOnly"><c>--delete-excluded</c>: rules that name no end are for the sender.</param>
internal sealed class RuleReader(IRuleFiles files, Func<string, string?> environment, bool endsInNul, bool hidesOnly)
{
    private const int MaxDepth = 16;
    private const int MaxRules = 1_000_000;

    private int _depth;

    /// <summary>Adds what one option says.</summary>
    public void Add(List<FilterRule> rules, RsyncRuleArgument argument)
    {
        bool isInclude = argument.Kind is RsyncRuleArgumentKind.Include or RsyncRuleArgumentKind.IncludeFrom;
        switch (argument.Kind)
        {
            case RsyncRuleArgumentKind.ExcludeFrom or RsyncRuleArgumentKind.IncludeFrom:
                AddFile(rules, files.ReadGiven(argument.Text, !isInclude), argument.Text, new FilterRule { Merge = new MergeFile { IsOld = true, OnlyIncludes = isInclude } }, "");
                break;
            case var _ when argument.Text.Length == 0:
                break;
            case RsyncRuleArgumentKind.Filter:
                Add(rules, RuleParser.Parse(argument.Text, argument.Text), new FilterRule(), "", argument.Text);
                break;
            default:
                Add(rules, RuleParser.ParseOld(argument.Text, isInclude), new FilterRule(), "", argument.Text);
                break;
        }
    }

    /// <summary>Adds a rule that came over the wire, or that an option implies.</summary>
    public void AddText(List<FilterRule> rules, string text) => Add(rules, RuleParser.Parse(text, text), new FilterRule(), "", text);

    /// <summary>Adds the rules of a file's text.</summary>
    /// <param name="rules">The list.</param>
    /// <param name="content">The text.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="defaults">The rule that named the file: how it is read, and what its rules inherit.</param>
    /// <param name="anchor">The directory that a leading slash means.</param>
    /// <returns>Whether the file cleared what was before it.</returns>
    public bool AddFile(List<FilterRule> rules, string content, string name, FilterRule defaults, string anchor)
    {
        MergeFile merge = defaults.Merge;
        bool clears = false;
        foreach ((string text, int line) in RuleLines.Of(content, merge, endsInNul))
        {
            string shown = line == 0 ? $"<rule from {name}>" : string.Create(CultureInfo.InvariantCulture, $"<rule from {name} line {line}>");
            FilterRule rule = merge.OnlyIncludes is not { } isInclude ? RuleParser.Parse(text, shown)
                : merge.IsOld ? RuleParser.ParseOld(text, isInclude)
                : merge.IsCvs && text == "!" ? new FilterRule { Kind = FilterRuleKind.Clear }
                : new FilterRule { Text = text, IsInclude = isInclude };
            clears |= rule.Kind == FilterRuleKind.Clear;
            Add(rules, rule, defaults, anchor, shown);
        }

        return clears;
    }

    /// <summary>
    /// Adds the exclude patterns of CVS, those of the user's <c>.cvsignore</c> and those of <c>CVSIGNORE</c>.
    /// </summary>
    public void AddCvs(List<FilterRule> rules, FilterRule cvs)
    {
        string home = environment("HOME") is { } directory ? files.ReadOfDirectory(directory, ".cvsignore") ?? "" : "";
        var defaults = new FilterRule { NamedSides = cvs.NamedSides, Merge = new MergeFile { OnlyIncludes = false, IsCvs = true, SplitsWords = true } };
        List<FilterRule> patterns = [];
        AddFile(patterns, CvsPatterns.Standard, "CVS", defaults with { IsPerishable = true }, "");
        AddFile(patterns, home, ".cvsignore", defaults, "");
        AddFile(patterns, environment("CVSIGNORE") ?? "", "CVSIGNORE", defaults, "");
        rules.AddRange(patterns.Select(rule => rule with { IsOfCvs = true, IsInclude = cvs.IsInclude }));
    }

    private void Add(List<FilterRule> rules, FilterRule rule, FilterRule defaults, string anchor, string shown)
    {
        if (rule.Kind == FilterRuleKind.Clear)
        {
            rules.Clear();
            return;
        }

        if (rule.NamedSides != RuleSides.None && defaults.NamedSides != RuleSides.None)
        {
            throw new RsyncException(RsyncExit.Usage, $"specified-side merge file contains specified-side filter: {shown}");
        }

        if (rules.Count >= MaxRules)
        {
            throw new RsyncException(RsyncExit.Usage, "too many filter rules");
        }

        rule = rule with
        {
            NamedSides = rule.NamedSides | defaults.NamedSides,
            IsPerishable = rule.IsPerishable | defaults.IsPerishable,
            IsForXattrs = rule.IsForXattrs | defaults.IsForXattrs,
            IsAbsolute = rule.IsAbsolute | defaults.IsAbsolute,
        };
        if (hidesOnly && rule.NamedSides == RuleSides.None && rule.Kind is FilterRuleKind.Pattern or FilterRuleKind.Cvs)
        {
            rule = rule with { NamedSides = RuleSides.Sender };
        }

        switch (rule.Kind)
        {
            case FilterRuleKind.Merge:
                AddMerged(rules, rule, anchor);
                break;
            case FilterRuleKind.Cvs:
                rules.Add(rule);
                AddCvs(rules, rule);
                break;
            case FilterRuleKind.PerDirectory:
                AddExclusionOf(rules, rule);
                rules.AddRange(rules.Exists(other => other.Kind == FilterRuleKind.PerDirectory && other.Text == rule.Text) ? [] : [rule]);
                break;
            default:
                // An absolute pattern begins at the root, and one of a file above the top at its absolute directory.
                bool isAbove = anchor.StartsWith('/');
                rules.Add(rule with { Pattern = new RulePattern(rule.Text, rule.IsAbsolute || isAbove, rule.IsAbsolute ? "" : anchor) });
                break;
        }
    }

    private void AddMerged(List<FilterRule> rules, FilterRule rule, string anchor)
    {
        if (++_depth > MaxDepth)
        {
            throw new RsyncException(RsyncExit.Usage, $"filter files name one another more than {MaxDepth} times: {rule.Text}");
        }

        AddExclusionOf(rules, rule);
        AddFile(rules, files.ReadGiven(rule.Text, isExclude: true), rule.Text, rule, anchor);
        _depth--;
    }

    private void AddExclusionOf(List<FilterRule> rules, FilterRule rule)
    {
        if (rule.Merge.ExcludesItself)
        {
            string name = rule.Text[(rule.Text.LastIndexOf('/') + 1)..];
            Add(rules, new FilterRule { Text = name }, new FilterRule(), "", name);
        }
    }
}
