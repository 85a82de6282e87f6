using System.Text;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Plan;

/// <summary>A path with <c>*</c>, <c>?</c> or <c>[</c> in it that stands for all paths it matches, as in gitignore, and for the one of that very name.</summary>
public sealed class PathGlob
{
    private readonly PathPatterns _patterns;

    private PathGlob(RelativePath path, PathPatterns patterns) => (Path, _patterns) = (path, patterns);

    /// <summary>The path as it was given.</summary>
    public RelativePath Path { get; }

    /// <summary>The directory below which all that it can match stands.</summary>
    public RelativePath Place
    {
        get
        {
            RelativePath place = Path;
            while (!place.IsRoot && place.Bytes.IndexOfAny("*?["u8) >= 0)
            {
                place = place.Parent;
            }

            return place;
        }
    }

    /// <summary>Takes a path for a glob; null for one that has nothing of a pattern, or nothing that could match.</summary>
    public static PathGlob? TryParse(RelativePath path) =>
        path.Bytes.IndexOfAny("*?["u8) >= 0 && PathPatterns.TryCreate([$"/{Encoding.UTF8.GetString(path.Bytes)}"], out PathPatterns? patterns, out _)
            ? new PathGlob(path, patterns)
            : null;

    /// <summary>Whether it stands for a path.</summary>
    public bool Matches(RelativePath path) => path == Path || _patterns.Matches(path.Bytes);
}
