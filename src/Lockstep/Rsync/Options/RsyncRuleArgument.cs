namespace Lockstep.Rsync.Options;

/// <summary>One filter option of the command line.</summary>
/// <param name="Kind">Which option it was.</param>
/// <param name="Text">Its argument: a rule, a pattern or a path.</param>
public sealed record RsyncRuleArgument(RsyncRuleArgumentKind Kind, string Text);

/// <summary>Which option gave a rule.</summary>
public enum RsyncRuleArgumentKind
{
    /// <summary><c>--filter</c> or <c>-f</c>; <c>-F</c> is expanded to two of them.</summary>
    Filter,

    /// <summary><c>--exclude</c>.</summary>
    Exclude,

    /// <summary><c>--include</c>.</summary>
    Include,

    /// <summary><c>--exclude-from</c>.</summary>
    ExcludeFrom,

    /// <summary><c>--include-from</c>.</summary>
    IncludeFrom,
}
