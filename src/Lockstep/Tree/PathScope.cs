using System.Runtime.InteropServices;

namespace Lockstep.Tree;

/// <summary>Which paths of a tree are to be looked at: so many single ones, and some with all that is below them. Immutable.</summary>
public sealed class PathScope
{
    private readonly ScopedPath[] _paths;

    private PathScope(ScopedPath[] paths) => _paths = paths;

    /// <summary>The whole tree.</summary>
    public static PathScope Everything { get; } = new([new ScopedPath(RelativePath.Root, IsDeep: true)]);

    /// <summary>Nothing.</summary>
    public static PathScope Nothing { get; } = new([]);

    /// <summary>The paths in path order, each once, none below a deep one.</summary>
    public ReadOnlySpan<ScopedPath> Paths => _paths;

    /// <summary>Number of paths.</summary>
    public int Count => _paths.Length;

    /// <summary>Whether it is the whole tree.</summary>
    public bool IsEverything => _paths is [{ Path.IsRoot: true, IsDeep: true }];

    /// <summary>The scope of some paths, in any order.</summary>
    public static PathScope Of(IEnumerable<ScopedPath> paths)
    {
        List<ScopedPath> sorted = [.. paths];

        // Of two that name the same path the deep one comes first and swallows the other.
        sorted.Sort((left, right) => left.Path.CompareTo(right.Path) is var order and not 0 ? order : right.IsDeep.CompareTo(left.IsDeep));
        var kept = new List<ScopedPath>(sorted.Count);
        foreach (ScopedPath path in sorted)
        {
            bool isCovered = kept.Count > 0 && (kept[^1].Path == path.Path || IsBelowDeep(CollectionsMarshal.AsSpan(kept), path.Path));
            if (!isCovered)
            {
                kept.Add(path);
            }
        }

        return kept.Count == 0 ? Nothing : new PathScope([.. kept]);
    }

    /// <summary>Whether a path is to be looked at.</summary>
    public bool Contains(RelativePath path) => Find(_paths, path) >= 0 || IsBelowDeep(_paths, path);

    /// <summary>Both scopes in one.</summary>
    public PathScope With(PathScope other) => other.Count == 0 ? this : Count == 0 ? other : Of([.. _paths, .. other._paths]);

    /// <summary>
    /// Widens the scope to whole directories where a snapshot lacks them: a path below such a directory becomes the topmost directory that is
    /// missing, with all below it.
    /// </summary>
    public PathScope WithMissingDirectories(Snapshot known)
    {
        if (!_paths.Exists(path => TopMissing(known, path.Path) is not null))
        {
            return this;
        }

        return Of([.. _paths.Select(path => TopMissing(known, path.Path) is { } top ? new ScopedPath(top, IsDeep: true) : path)]);
    }

    /// <summary>The scope without some paths; a deep path stays, with all below it.</summary>
    public PathScope Without(IReadOnlySet<RelativePath> paths) =>
        new([.. _paths.Where(path => path.IsDeep || !paths.Contains(path.Path))]);

    /// <summary>
    /// How many of the first paths have the same name at a place, so that whoever walks a tree takes them down together.
    /// </summary>
    /// <param name="paths">Paths in order that are the same before that place.</param>
    /// <param name="start">Where in each path the name starts.</param>
    /// <param name="name">The name that they share.</param>
    internal static int GroupAt(ReadOnlySpan<ScopedPath> paths, int start, out ReadOnlySpan<byte> name)
    {
        name = NameAt(paths[0].Path, start);
        int length = 1;
        while (length < paths.Length && NameAt(paths[length].Path, start).SequenceEqual(name))
        {
            length++;
        }

        return length;
    }

    /// <summary>The topmost directory above a path that a snapshot does not have; null where it has all of them.</summary>
    private static RelativePath? TopMissing(Snapshot known, RelativePath path)
    {
        RelativePath? missing = null;
        for (RelativePath above = path; !above.IsRoot && !(above = above.Parent).IsRoot && !known.Find(above).IsDirectory;)
        {
            missing = above;
        }

        return missing;
    }

    private static ReadOnlySpan<byte> NameAt(RelativePath path, int start)
    {
        ReadOnlySpan<byte> rest = path.Bytes[start..];
        int slash = rest.IndexOf((byte)'/');
        return slash < 0 ? rest : rest[..slash];
    }

    private static bool IsBelowDeep(ReadOnlySpan<ScopedPath> paths, RelativePath path)
    {
        for (RelativePath above = path; !above.IsRoot;)
        {
            above = above.Parent;
            int index = Find(paths, above);
            if (index >= 0 && paths[index].IsDeep)
            {
                return true;
            }
        }

        return false;
    }

    private static int Find(ReadOnlySpan<ScopedPath> paths, RelativePath path)
    {
        int low = 0, high = paths.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = paths[middle].Path.CompareTo(path);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
