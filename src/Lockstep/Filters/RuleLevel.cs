namespace Lockstep.Filters;

/// <summary>The six levels that decide whether an entry is sent, highest first. The first one with an opinion decides.</summary>
public enum RuleLevel
{
    /// <summary>Lockstep's own state, <c>.lockstep</c>: never sent, wherever it is.</summary>
    State = 1,

    /// <summary>
    /// What the user chose: <c>--include</c>, <c>--exclude</c>, and <c>include</c>, <c>exclude</c> of <c>lockstep.toml</c>.
    /// </summary>
    Choice = 2,

    /// <summary><c>.git</c>, <c>.hg</c>, <c>.svn</c>, <c>.jj</c>, and our settings files: never sent unless an include names them.</summary>
    VersionControl = 3,

    /// <summary>Tracked by git: sent even if an ignore rule matches.</summary>
    Tracked = 4,

    /// <summary><c>.lockstepignore</c>, then <c>.gitignore</c>, <c>.git/info/exclude</c> and <c>core.excludesFile</c>.</summary>
    IgnoreFile = 5,

    /// <summary>The name starts with a dot.</summary>
    Hidden = 6,
}
