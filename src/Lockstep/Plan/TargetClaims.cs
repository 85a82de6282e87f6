using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>Holds what a target says about its entries against what the client can check.</summary>
internal static class TargetClaims
{
    /// <summary>Throws a <see cref="ProtocolException"/> when something is told as changed that was never put there.</summary>
    /// <param name="baseline">What was last put there.</param>
    /// <param name="drift">What is told as changed.</param>
    public static void ExpectManaged(Snapshot baseline, IReadOnlyList<Difference> drift)
    {
        foreach (Difference difference in drift)
        {
            if (!difference.IsManaged || !baseline.Find(difference.Path).Exists)
            {
                throw new ProtocolException($"the target says that '{difference.Path}' was changed there since it was pushed, and its baseline does not have it");
            }
        }
    }

    /// <summary>Throws a <see cref="ProtocolException"/> when a probe tells of what was not asked for: neither at or below one of the paths, nor on the way to one.</summary>
    /// <param name="baseline">What was last put there, which a probe does not tell of.</param>
    /// <param name="asked">The paths that were asked for.</param>
    /// <param name="found">The answer.</param>
    public static void ExpectProbed(Snapshot baseline, IReadOnlyList<RelativePath> asked, IReadOnlyList<Difference> found)
    {
        foreach (Difference difference in found)
        {
            RelativePath path = difference.Path;
            bool isAsked = asked.Any(at => at.IsRoot || path == at || path.IsBelow(at) || at.IsBelow(path));
            if (difference.IsManaged || !isAsked || baseline.Find(path).Exists)
            {
                throw new ProtocolException($"the target tells of '{path}', which was not asked for");
            }
        }
    }
}
