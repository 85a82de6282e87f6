namespace Lockstep.Filters.Patterns;

/// <summary>
/// Which of the user's choices count where not all of them do: below something protected, and for version control directories.
/// </summary>
/// <param name="After">Only rules given after this one count; -1 for all.</param>
/// <param name="IncludesOnly">Only includes count: a negated exclude does not reach below what is protected.</param>
/// <param name="Named">Of the includes, only those that name this count; all where it is nothing.</param>
internal readonly record struct ChoiceQuery(int After, bool IncludesOnly, ReservedKind Named)
{
    internal bool Accepts(Rule rule) =>
        rule.Order > After &&
        (!IncludesOnly || rule.Opinion == RuleOpinion.Include) &&
        (Named == ReservedKind.None || rule.Opinion == RuleOpinion.Exclude || (rule.Names & Named) != 0);
}
