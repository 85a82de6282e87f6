namespace Lockstep.Rsync.Rules;

/// <summary>How a file of rules is read.</summary>
public sealed record MergeFile
{
    /// <summary>Whether directories below do not inherit its rules.</summary>
    public bool IsOwnOnly { get; init; }

    /// <summary>Whether white space divides rules; else ends of lines do.</summary>
    public bool SplitsWords { get; init; }

    /// <summary>Whether the file itself is left out.</summary>
    public bool ExcludesItself { get; init; }

    /// <summary>
    /// Whether all lines are patterns to take (true) or to leave out (false); null where they are rules.
    /// </summary>
    public bool? OnlyIncludes { get; init; }

    /// <summary>Whether it is read as CVS does: a lone <c>!</c> clears.</summary>
    public bool IsCvs { get; init; }

    /// <summary>
    /// Whether it is a file of <c>--exclude-from</c> or <c>--include-from</c>: <c>+ </c>, <c>- </c> and a lone <c>!</c>
    /// count.
    /// </summary>
    public bool IsOld { get; init; }
}
