using System.Text;
using Lockstep.Tree;

namespace Lockstep.Filters.Patterns;

/// <summary>
/// Compiles the user's choices into one list, lowest precedence first: exclude, then include of the configuration, then the command line.
/// </summary>
internal static class Choices
{
    /// <summary>Compiles them; the first pattern that cannot match is the <paramref name="error"/>.</summary>
    internal static bool TryCompile(FilterOptions options, out RuleList? rules, out FilterError? error)
    {
        var list = new RuleList.Builder();
        rules = null;
        error = null;
        foreach (var (isInclude, source, text) in InOrder(options))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var fault = Pattern.TryParse(bytes, options.IgnoreCase, out var pattern);
            if (fault == PatternFault.None && HasDotSegment(pattern!))
            {
                fault = PatternFault.DotSegment;
            }

            if (fault != PatternFault.None)
            {
                error = new FilterError(source.Name, text, FilterError.Describe(fault));
                return false;
            }

            list.Add(pattern!, source, line: 0, bytes, OpinionOf(isInclude, pattern!.IsNegated));
        }

        rules = list.Build();
        return true;
    }

    private static IEnumerable<(bool IsInclude, RuleSource Source, string Text)> InOrder(FilterOptions options)
    {
        var exclude = new RuleSource(RuleLevel.Choice, "lockstep.toml exclude", HasLines: false);
        var include = new RuleSource(RuleLevel.Choice, "lockstep.toml include", HasLines: false);
        var excludeOption = new RuleSource(RuleLevel.Choice, "--exclude", HasLines: false);
        var includeOption = new RuleSource(RuleLevel.Choice, "--include", HasLines: false);
        foreach (string text in options.Exclude)
        {
            yield return (false, exclude, text);
        }

        foreach (string text in options.Include)
        {
            yield return (true, include, text);
        }

        foreach (CommandLineRule rule in options.CommandLine)
        {
            yield return (rule.IsInclude, rule.IsInclude ? includeOption : excludeOption, rule.Pattern);
        }
    }

    private static RuleOpinion OpinionOf(bool isInclude, bool isNegated) => (isInclude, isNegated) switch
    {
        (true, false) => RuleOpinion.Include,
        (false, true) => RuleOpinion.Spare,
        _ => RuleOpinion.Exclude,
    };

    private static bool HasDotSegment(Pattern pattern) =>
        IsDot(pattern.Name) || pattern.Paths.Exists(static path => Array.Exists(path.Segments, IsDot));

    private static bool IsDot(NameGlob? glob) => glob?.Literal is [(byte)'.'] or [(byte)'.', (byte)'.'];
}
