using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Explaining;

/// <summary>Lists what of a project stays here, and why.</summary>
/// <param name="entries">What stands there.</param>
/// <param name="judge">Which rule decides about a path.</param>
internal sealed class NotSent(StandingEntries entries, Func<RelativePath, PathVerdict> judge)
{
    /// <summary>The entries that are not sent; a directory stands for all that is in it.</summary>
    /// <param name="below">Where to look.</param>
    public IEnumerable<(RelativePath Path, EntryType Type, PathVerdict Verdict)> Below(RelativePath below)
    {
        foreach ((RelativePath path, EntryType type) in entries.In(below))
        {
            PathVerdict verdict = judge(path);
            if (verdict.Kind == VerdictKind.Protect || type == EntryType.Special)
            {
                yield return (path, type, verdict);
            }
            else if (type == EntryType.Directory)
            {
                foreach ((RelativePath, EntryType, PathVerdict) inside in Below(path))
                {
                    yield return inside;
                }
            }
        }
    }
}
