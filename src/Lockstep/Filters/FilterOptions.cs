
namespace Lockstep.Filters;

/// <summary>
/// What decides besides the files in the tree. Patterns have gitignore syntax, relative to the project; <c>!</c> turns one round.
/// </summary>
public sealed record FilterOptions
{
    /// <summary><c>--exclude</c> and <c>--include</c> in the order given; the last that matches decides.</summary>
    public IReadOnlyList<CommandLineRule> CommandLine { get; init; } = [];

    /// <summary><c>exclude</c> of <c>lockstep.toml</c>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary><c>include</c> of <c>lockstep.toml</c>; wins over <see cref="Exclude"/>.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Whether hidden entries are sent.</summary>
    public bool Hidden { get; init; }

    /// <summary>
    /// Whether <c>.gitignore</c>, <c>.git/info/exclude</c> and <c>core.excludesFile</c> count. What git tracks is sent either way, so that
    /// turning this off never sends less.
    /// </summary>
    public bool UseGitignore { get; init; } = true;

    /// <summary>Whether patterns ignore the case of ASCII letters, as git's <c>core.ignoreCase</c>.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>The file git's <c>core.excludesFile</c> names, when there is one.</summary>
    public UserExcludes? UserExcludes { get; init; }
}

/// <summary>One <c>--include</c> or <c>--exclude</c>.</summary>
public readonly record struct CommandLineRule(bool IsInclude, string Pattern);

/// <summary>The user's own ignore file, for every repository.</summary>
/// <param name="DisplayPath">The path shown in explanations, such as <c>~/.config/git/ignore</c>.</param>
/// <param name="Content">The bytes of the file.</param>
public sealed record UserExcludes(string DisplayPath, byte[] Content);
