using Lockstep.Files.Committing;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Sessions.Endpoints;

/// <summary>Compiles the patterns of entries that do not keep a deleted directory from going.</summary>
internal static class DisposablePatterns
{
    /// <summary>The rule of patterns for a plan, compiled when it is first asked for.</summary>
    public static Func<RelativePath, bool, bool> RuleOf(IReadOnlyList<string> patterns)
    {
        var rule = new Lazy<DisposableRule>(() => Compile(patterns));
        return (path, isDirectory) => rule.Value(path.Name, isDirectory);
    }

    /// <summary>The rule of patterns in gitignore syntax.</summary>
    /// <exception cref="SyncException">A pattern cannot be used.</exception>
    public static DisposableRule Compile(IReadOnlyList<string> patterns)
    {
        var options = new FilterOptions { Exclude = patterns, Hidden = true, UseGitignore = false };
        if (!FilterSet.TryCreate(options, out FilterSet? filters, out FilterError? error))
        {
            throw new SyncException(ExitCode.Usage, $"the disposable pattern '{error.Pattern}' cannot be used: {error.Cause}.");
        }

        DirectoryFilter rules = filters.Root(default);
        return (name, isDirectory) => rules.Judge(name, isDirectory) is { Kind: VerdictKind.Protect, Rule.Level: RuleLevel.Choice };
    }
}
