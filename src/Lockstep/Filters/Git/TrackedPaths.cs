namespace Lockstep.Filters.Git;

/// <summary>The paths git tracks, sorted by bytes as the index holds them: one block of names and where each of them ends.</summary>
public sealed class TrackedPaths
{
    private readonly byte[] _names;
    private readonly int[] _ends;
    private readonly HashSet<int> _submodules;

    internal TrackedPaths(byte[] names, int[] ends, HashSet<int> submodules)
    {
        _names = names;
        _ends = ends;
        _submodules = submodules;
    }

    /// <summary>An index with nothing in it.</summary>
    public static TrackedPaths None { get; } = new([], [], []);

    /// <summary>How many paths there are.</summary>
    public int Count => _ends.Length;

    /// <summary>The path at a place in the order.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _names.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Whether exactly this path is tracked, as a file, symlink or submodule.</summary>
    public bool Contains(ReadOnlySpan<byte> path) => TrackedRange.All(this).Contains(path);

    /// <summary>Whether something below this directory is tracked.</summary>
    public bool ContainsBelow(ReadOnlySpan<byte> directory) => TrackedRange.All(this).ContainsBelow(directory);

    internal bool IsSubmodule(int index) => _submodules.Contains(index);
}
