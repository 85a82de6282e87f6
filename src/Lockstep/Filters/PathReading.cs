using Lockstep.Filters.Patterns;

namespace Lockstep.Filters;

/// <summary>One reading of a pattern while it is parsed: the directory segments so far and the elements of the segment at hand.</summary>
internal sealed class PathReading
{
    private readonly List<NameGlob?> _directories;

    internal PathReading()
        : this([], [])
    {
    }

    private PathReading(List<NameGlob?> directories, List<GlobElement> current)
    {
        _directories = directories;
        Current = current;
    }

    internal List<GlobElement> Current { get; private set; }

    internal bool IsAtSegmentStart => Current.Count == 0;

    internal PathReading Fork() => new([.. _directories], [.. Current]);

    internal bool TryEndSegment()
    {
        if (IsAtSegmentStart)
        {
            return false;
        }

        _directories.Add(NameGlob.Compile(Current));
        Current = [];
        return true;
    }

    /// <summary>
    /// Adds a <c>**</c>. At the end it stands for whatever follows, one name at least. Behind the literal beginning of a pattern it first
    /// completes that name, and at the end may also stop there: that is the <paramref name="alternative"/>.
    /// </summary>
    internal void AddDeep(bool isLast, bool needsDirectory, out PathPattern? alternative)
    {
        alternative = null;
        var continuesName = !IsAtSegmentStart;
        if (continuesName || needsDirectory)
        {
            Current.Add(GlobElement.Star);
            alternative = continuesName && isLast ? new PathPattern([.. _directories], NameGlob.Compile(Current)) : null;
            TryEndSegment();
        }

        if (_directories is not [.., null])
        {
            _directories.Add(null);
        }

        if (isLast)
        {
            Current.Add(GlobElement.Star);
        }
    }

    internal PatternFault Finish(List<PathPattern> paths)
    {
        if (IsAtSegmentStart)
        {
            return PatternFault.EmptySegment;
        }

        if (_directories.Count > PathPattern.MaximumDirectories)
        {
            return PatternFault.TooManySegments;
        }

        paths.Add(new PathPattern([.. _directories], NameGlob.Compile(Current)));
        return PatternFault.None;
    }
}
