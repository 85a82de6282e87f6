using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Filters;

/// <summary>Patterns in gitignore syntax, relative to the project, that name paths for another purpose than sending them.</summary>
public sealed class PathPatterns
{
    private readonly DirectoryFilter _root;

    private PathPatterns(FilterSet filters) => _root = filters.Root(default);

    /// <summary>Compiles patterns; false with the first that could never match.</summary>
    public static bool TryCreate(IReadOnlyList<string> patterns, [NotNullWhen(true)] out PathPatterns? compiled, [NotNullWhen(false)] out FilterError? error)
    {
        var options = new FilterOptions { Exclude = patterns, Hidden = true, UseGitignore = false };
        compiled = FilterSet.TryCreate(options, out FilterSet? filters, out error) ? new PathPatterns(filters) : null;
        return compiled is not null;
    }

    /// <summary>Whether the last pattern that matches a file's path, or a directory on the way to it, is not negated.</summary>
    public bool Matches(ReadOnlySpan<byte> path) =>
        !path.IsEmpty && _root.Judge(path, isDirectory: false, _ => default) is { Kind: VerdictKind.Protect, Rule.Level: RuleLevel.Choice };
}
