namespace Lockstep.Sessions;

/// <summary>The parts of the filter that do not stand in the project's ignore files.</summary>
/// <param name="CommandLine">What <c>--include</c> and <c>--exclude</c> said, in the order given: the last that matches wins, before everything else.</param>
/// <param name="Include">Patterns of the settings' <c>include</c> (gitignore syntax): they win over <paramref name="Exclude"/> and every ignore file.</param>
/// <param name="Exclude">Patterns of the settings' <c>exclude</c> (gitignore syntax).</param>
/// <param name="SendsHidden">Whether entries whose name starts with a dot are sent.</param>
/// <param name="ObeysGitIgnore">Whether git's ignore files count; <c>.lockstepignore</c> always does.</param>
public sealed record FilterOptions(
    IReadOnlyList<FilterArgument> CommandLine,
    IReadOnlyList<string> Include,
    IReadOnlyList<string> Exclude,
    bool SendsHidden,
    bool ObeysGitIgnore)
{
    /// <summary>Nothing given: hidden entries stay, git's ignore files count.</summary>
    public static FilterOptions Default { get; } = new([], [], [], SendsHidden: false, ObeysGitIgnore: true);
}

/// <summary>One <c>--include</c> or <c>--exclude</c> of the command line.</summary>
/// <param name="Includes">Whether it was <c>--include</c>.</param>
/// <param name="Pattern">Its pattern (gitignore syntax), not empty.</param>
public readonly record struct FilterArgument(bool Includes, string Pattern);
