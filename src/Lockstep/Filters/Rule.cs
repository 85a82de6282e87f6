namespace Lockstep.Filters;

/// <summary>One rule and where it stands. Verdicts refer to it, so that telling why costs nothing while a tree is scanned.</summary>
public sealed class Rule
{
    private Rule(RuleLevel level, string name, RuleOpinion opinion)
        : this(new RuleSource(level, name, HasLines: false), line: 0, text: default, opinion, order: -1)
    {
    }

    internal Rule(RuleSource source, int line, ReadOnlyMemory<byte> text, RuleOpinion opinion, int order)
    {
        Source = source;
        Line = line;
        Text = text;
        Opinion = opinion;
        Order = order;
    }

    /// <summary>Where the rule stands.</summary>
    public RuleSource Source { get; }

    /// <summary>Its line in the file, from 1; 0 where there are no lines.</summary>
    public int Line { get; }

    /// <summary>The pattern as written, <c>!</c> included; empty for a rule of Lockstep itself.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Whether the rule wants what it matches to be sent.</summary>
    public bool Sends => Opinion != RuleOpinion.Exclude;

    internal static Rule State { get; } = new(RuleLevel.State, "Lockstep's own state is never sent", RuleOpinion.Exclude);

    internal static Rule VersionControl { get; } =
        new(RuleLevel.VersionControl, "version control directory, never sent unless an include names it", RuleOpinion.Exclude);

    internal static Rule Settings { get; } =
        new(RuleLevel.VersionControl, "settings of Lockstep, never sent unless an include names them", RuleOpinion.Exclude);

    internal static Rule Tracked { get; } = new(RuleLevel.Tracked, "tracked by git", RuleOpinion.Spare);

    internal static Rule Hidden { get; } =
        new(RuleLevel.Hidden, "hidden, the name starts with '.' (--hidden or an include sends it)", RuleOpinion.Exclude);

    /// <summary>Whether it is the rule about names that start with a dot.</summary>
    public bool IsOfHidden => ReferenceEquals(this, Hidden);

    /// <summary>Whether it is the rule that keeps our settings files at home.</summary>
    internal bool IsOfSettings => ReferenceEquals(this, Settings);

    internal RuleLevel Level => Source.Level;

    internal RuleOpinion Opinion { get; }

    /// <summary>The rule's place in its list: of two that match, the greater one decides. -1 for a rule of Lockstep itself.</summary>
    internal int Order { get; }

    /// <summary>Which reserved names the pattern spells out.</summary>
    internal ReservedKind Names { get; init; }

    /// <summary>The form <c>explain</c> prints: <c>.gitignore:12: *.log</c>, <c>--exclude: *.log</c>, <c>tracked by git</c>.</summary>
    public override string ToString() => RuleDescription.Of(this);
}
