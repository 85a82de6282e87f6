namespace Lockstep.Rsync.Rules;

/// <summary>One filter rule.</summary>
public sealed record FilterRule
{
    /// <summary>What it is.</summary>
    public FilterRuleKind Kind { get; init; }

    /// <summary>The pattern, or the name of a file, as written.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether what matches is taken; else it is left out.</summary>
    public bool IsInclude { get; init; }

    /// <summary>The ends it is for as far as they were named.</summary>
    public RuleSides NamedSides { get; init; }

    /// <summary>Whether the rule's name says the end (<c>hide</c>), so that no modifier may.</summary>
    public bool IsSideByName { get; init; }

    /// <summary>Whether it counts where the pattern does not match.</summary>
    public bool IsNegated { get; init; }

    /// <summary>Whether it does not count in directories that are being deleted.</summary>
    public bool IsPerishable { get; init; }

    /// <summary>Whether it is about names of extended attributes.</summary>
    public bool IsForXattrs { get; init; }

    /// <summary>Whether the absolute path is compared.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>Whether it is one of the patterns that <c>-C</c> stands for; the other end makes them itself.</summary>
    public bool IsOfCvs { get; init; }

    /// <summary>Whether an option implies it, so that an old peer may take it for less than it says.</summary>
    public bool IsImplied { get; init; }

    /// <summary>Whether <c>-C</c> as an option implies it, which the other end is told, too.</summary>
    public bool IsImpliedByCvs { get; init; }

    /// <summary>How its file is read, for the kinds that name one.</summary>
    public MergeFile Merge { get; init; } = new();

    /// <summary>The compiled pattern; null for other kinds.</summary>
    public RulePattern? Pattern { get; init; }

    /// <summary>The ends it counts at; rules without named ends count at both.</summary>
    public RuleSides Sides => NamedSides == RuleSides.None ? RuleSides.Both : NamedSides;

    /// <summary>Whether the rule decides about an entry.</summary>
    public bool Matches(ReadOnlySpan<byte> path, bool isDirectory, ReadOnlySpan<byte> top) =>
        Pattern is not null && Pattern.Matches(path, isDirectory, top) != IsNegated;
}

/// <summary>What a rule is.</summary>
public enum FilterRuleKind
{
    /// <summary>A pattern.</summary>
    Pattern,

    /// <summary><c>-C</c>: the patterns of CVS stand behind it.</summary>
    Cvs,

    /// <summary>A file whose rules stand in its place.</summary>
    Merge,

    /// <summary>A file of each directory.</summary>
    PerDirectory,

    /// <summary>The rules so far do not count.</summary>
    Clear,
}

/// <summary>Which end a rule is for.</summary>
[Flags]
public enum RuleSides
{
    /// <summary>None was named.</summary>
    None = 0,

    /// <summary>What is sent.</summary>
    Sender = 1,

    /// <summary>What is protected from deletion.</summary>
    Receiver = 2,

    /// <summary>Both.</summary>
    Both = 3,
}
