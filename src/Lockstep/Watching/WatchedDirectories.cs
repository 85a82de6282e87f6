using System.Diagnostics.CodeAnalysis;
using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>Which number of the kernel's stands for which directory. Not for several threads at once.</summary>
internal sealed class WatchedDirectories
{
    private readonly Dictionary<int, RelativePath> _paths = [];
    private readonly Dictionary<RelativePath, int> _watches = [];

    /// <summary>How many there are.</summary>
    public int Count => _paths.Count;

    /// <summary>Notes a watch. A directory that was renamed keeps its number and gets its new path.</summary>
    public void Add(int watch, RelativePath path)
    {
        if (_paths.TryGetValue(watch, out RelativePath previous))
        {
            _watches.Remove(previous);
        }

        _paths[watch] = path;
        _watches[path] = watch;
    }

    /// <summary>The directory that a notice is about.</summary>
    public bool TryFind(int watch, out RelativePath path) => _paths.TryGetValue(watch, out path);

    /// <summary>Forgets a watch that has ended.</summary>
    public bool Remove(int watch, [MaybeNullWhen(false)] out RelativePath path)
    {
        if (!_paths.Remove(watch, out path))
        {
            return false;
        }

        if (_watches.TryGetValue(path, out int current) && current == watch)
        {
            _watches.Remove(path);
        }

        return true;
    }

    /// <summary>The watches of a directory and of all below it.</summary>
    public List<KeyValuePair<RelativePath, int>> AtOrBelow(RelativePath directory) =>
        [.. _watches.Where(watched => watched.Key == directory || watched.Key.IsBelow(directory))];
}
