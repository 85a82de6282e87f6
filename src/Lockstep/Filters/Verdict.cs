namespace Lockstep.Filters;

/// <summary>What becomes of an entry.</summary>
public enum VerdictKind
{
    /// <summary>It is sent; a directory is also entered.</summary>
    Send,

    /// <summary>It is neither sent nor deleted; a directory is not entered.</summary>
    Protect,

    /// <summary>
    /// A directory that is not wanted itself but is entered: something below it may be included or is tracked. It is kept only if something
    /// was found.
    /// </summary>
    Descend,
}

/// <summary>
/// The verdict on one entry and the rule that decided it; no rule means that no level had an opinion, so the entry is sent.
/// </summary>
public readonly record struct Verdict(VerdictKind Kind, Rule? Rule);
