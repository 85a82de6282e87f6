using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Sessions.Reacting;

/// <summary>One <c>[[on_change]]</c>: what is run on the target when a batch has changed paths.</summary>
/// <param name="Paths">Which paths.</param>
/// <param name="Command">A line for the target's <c>sh</c>.</param>
/// <param name="Timeout">After this the command is ended; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.</param>
public sealed record ChangeRule(PathPatterns Paths, string Command, TimeSpan Timeout)
{
    /// <summary>The rules that a batch fires: each once, in the order in which they stand.</summary>
    public static IReadOnlyList<ChangeRule> Due(IReadOnlyList<ChangeRule> rules, IEnumerable<RelativePath> changed) =>
        [.. rules.Where(rule => changed.Any(path => rule.Paths.Matches(path.Bytes)))];
}
