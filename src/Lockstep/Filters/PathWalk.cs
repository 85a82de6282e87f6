namespace Lockstep.Filters;

/// <summary>Asks the rules about a whole path, reading the rule files of the directories on its way only.</summary>
public static class PathWalk
{
    /// <summary>The verdict on a path relative to the project: not empty, without a slash at either end.</summary>
    public static PathVerdict Judge(this DirectoryFilter root, ReadOnlySpan<byte> path, bool isDirectory, RuleFilesReader read)
    {
        var filter = root;
        var decided = new PathVerdict(VerdictKind.Send, null, path.Length);
        for (var start = 0; ;)
        {
            var length = path[start..].IndexOf((byte)'/');
            var isLast = length < 0;
            var end = isLast ? path.Length : start + length;
            var name = path[start..end];
            var verdict = filter.Judge(name, !isLast || isDirectory);

            // Below what an outer directory decided the same rule comes back; it is where it first decided that is worth telling.
            var isInherited = verdict.Rule is { Opinion: not RuleOpinion.Spare } && ReferenceEquals(verdict.Rule, decided.Rule);
            decided = new PathVerdict(verdict.Kind, verdict.Rule, isInherited ? decided.MatchedLength : end);
            if (isLast)
            {
                return filter.IsTracked(name, isDirectory) && IsLowerThanTracked(verdict) ? decided with { Rule = Rule.Tracked } : decided;
            }

            if (verdict.Kind == VerdictKind.Protect)
            {
                return decided;
            }

            filter = filter.Enter(name, verdict.Kind == VerdictKind.Send ? read(path[..end]) : default);
            start = end + 1;
        }
    }

    /// <summary>
    /// Tracked is a higher level than what ignore files say, though the scan asks for it only when it changes the verdict.
    /// </summary>
    private static bool IsLowerThanTracked(Verdict verdict) =>
        verdict.Kind == VerdictKind.Send && (verdict.Rule?.Level ?? RuleLevel.Hidden) > RuleLevel.Tracked;
}
