using System.Diagnostics.CodeAnalysis;
using Lockstep.Filters.Git;
using Lockstep.Filters.Patterns;

namespace Lockstep.Filters;

/// <summary>
/// The compiled rules of a project: which of its paths are sent. Scan, watch, plan and <c>explain</c> ask the same set. It starts at
/// <see cref="Root(in RuleFiles)"/> and goes down with <see cref="DirectoryFilter.Enter"/>; it reads nothing itself. Immutable, for any
/// thread.
/// </summary>
public sealed class FilterSet
{
    private readonly RuleList? _userExcludes;
    private readonly bool _useGitignore;

    private FilterSet(FilterOptions options, RuleList? choices)
    {
        Choices = choices;
        SendsHidden = options.Hidden;
        IgnoresCase = options.IgnoreCase;
        _useGitignore = options.UseGitignore;
        _userExcludes = options is { UseGitignore: true, UserExcludes: { } user }
            ? IgnoreFile.Compile(user.Content, user.DisplayPath, options.IgnoreCase)
            : null;
    }

    internal RuleList? Choices { get; }

    internal bool SendsHidden { get; }

    internal bool IgnoresCase { get; }

    /// <summary>Compiles the options; a pattern that could never match is an error, returned and not thrown.</summary>
    public static bool TryCreate(
        FilterOptions options, [NotNullWhen(true)] out FilterSet? filters, [NotNullWhen(false)] out FilterError? error)
    {
        filters = Patterns.Choices.TryCompile(options, out var choices, out error) ? new FilterSet(options, choices) : null;
        return filters is not null;
    }

    /// <summary>The rules in the project's directory, when it is no part of a larger repository.</summary>
    public DirectoryFilter Root(in RuleFiles files) => Root(files, enclosing: null);

    /// <summary>
    /// The rules in the project's directory. An enclosing repository does not count when the project has a <c>.git</c> of its own.
    /// </summary>
    public DirectoryFilter Root(in RuleFiles files, EnclosingRepository? enclosing)
    {
        var outer = enclosing is null || files.Git is not null
            ? new RepositoryRules(PushUserExcludes(), default)
            : EnclosingRules.Enter(this, enclosing);
        return DirectoryFilter.AtRoot(this, files, outer);
    }

    /// <summary>The rules at the top of a repository's working tree; those of any repository around it are left behind.</summary>
    internal RepositoryRules EnterRepository(GitFacts facts, string directory)
    {
        var path = Path.IsPathRooted(facts.InfoExcludePath) ? facts.InfoExcludePath : directory + facts.InfoExcludePath;
        var info = CompileGitRules(facts.InfoExclude, path);
        return new RepositoryRules(RuleScope.Push(info, PushUserExcludes()), TrackedRange.All(facts.Tracked));
    }

    /// <summary>Compiles a file whose rules are git's; null when those do not count.</summary>
    internal RuleList? CompileGitRules(byte[]? content, string displayPath) =>
        _useGitignore ? IgnoreFile.Compile(content, displayPath, IgnoresCase) : null;

    /// <summary>The name as patterns see it, in memory of its own where case does not count.</summary>
    internal ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> name) => IgnoresCase ? Ascii.ToLower(name) : name;

    /// <summary>The user's own ignore file as it stands at the top of a working tree.</summary>
    internal RuleScope? PushUserExcludes() => RuleScope.Push(_userExcludes, next: null);
}
