using System.Text;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pulling;

/// <summary>A path with <c>*</c>, <c>?</c> or <c>[</c> in it stands for all paths it matches, as in gitignore, and for the one of that very name.</summary>
internal static class PathGlob
{
    /// <summary>Takes a path for a glob; null for one that has nothing of a pattern, or nothing that could match.</summary>
    public static PathSelection? TryParse(RelativePath path)
    {
        if (!HasPattern(path) || !PathPatterns.TryCreate([$"/{Encoding.UTF8.GetString(path.Bytes)}"], out PathPatterns? patterns, out _))
        {
            return null;
        }

        RelativePath place = path;
        while (HasPattern(place))
        {
            place = place.Parent;
        }

        return new PathSelection(path, place, candidate => candidate == path || patterns.Matches(candidate.Bytes));
    }

    private static bool HasPattern(RelativePath path) => path.Bytes.IndexOfAny("*?["u8) >= 0;
}
