using System.Text;
using Lockstep.Filters.Git;
using Lockstep.Filters.Patterns;

namespace Lockstep.Filters;

/// <summary>
/// Walks from the top of an enclosing repository down to the project. The directories on the way are not judged: the user said that this is
/// the project. If the repository ignores one of them it has no say in what is in the project, and its rules are left behind.
/// </summary>
internal static class EnclosingRules
{
    internal static RepositoryRules Enter(FilterSet filters, EnclosingRepository repository)
    {
        var depth = repository.GitIgnores.Count;
        var rules = filters.EnterRepository(repository.Facts, Climb(depth));
        var ignores = rules.Ignores;
        var tracked = rules.Tracked;
        var isIgnored = false;
        var level = 0;
        foreach (var range in repository.ProjectPath.Span.Split((byte)'/'))
        {
            var name = repository.ProjectPath.Span[range];
            var file = filters.CompileGitRules(repository.GitIgnores[level], Climb(depth - level) + ".gitignore");
            ignores = RuleScope.Push(file, ignores);
            isIgnored |= IsIgnored(filters, ignores, name);
            ignores = RuleScope.Enter(ignores, filters.Fold(name));
            tracked = tracked.Enter(name);
            level++;
        }

        return isIgnored ? new RepositoryRules(filters.PushUserExcludes(), tracked) : new RepositoryRules(ignores, tracked);
    }

    private static bool IsIgnored(FilterSet filters, RuleScope? ignores, ReadOnlySpan<byte> name) =>
        RuleScope.Find(ignores, new NameKey(name, filters.Fold(name), isDirectory: true)) is { Sends: false };

    private static string Climb(int levels) => new StringBuilder().Insert(0, "../", levels).ToString();
}
