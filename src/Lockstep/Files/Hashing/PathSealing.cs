using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Hashing;

/// <summary>Seals many files and symbolic links, on a few threads. Nothing is remembered: a key is of use once.</summary>
internal static class PathSealing
{
    // Enough paths for the directory to stay the same, few enough to share out the work.
    private const int PathsPerShare = 32;

    /// <summary>Seals contents; the answers are in the order of the paths.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="paths">Files and symbolic links; in path order each directory is opened but once.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static SealedContent[] SealAll(RootedDirectory root, IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation)
    {
        var found = new SealedContent[paths.Count];
        var pile = new WorkPile<int>(WorkPile<int>.UsualWorkers, () => new Worker(root, paths, key, found), cancellation);
        for (int start = 0; start < paths.Count; start += PathsPerShare)
        {
            pile.Add(start);
        }

        pile.Finish();
        return found;
    }

    private sealed class Worker(RootedDirectory root, IReadOnlyList<RelativePath> paths, SealKey key, SealedContent[] found) : IWorker<int>
    {
        private readonly DirectoryCursor _cursor = new(root);
        private readonly FileSealer _sealer = new(key);

        public void Do(int item, WorkPile<int> pile)
        {
            int end = Math.Min(item + PathsPerShare, paths.Count);
            for (int i = item; i < end; i++)
            {
                found[i] = Seal(paths[i]);
            }
        }

        public void Dispose()
        {
            _cursor.Dispose();
            _sealer.Dispose();
        }

        private SealedContent Seal(RelativePath path)
        {
            try
            {
                return _sealer.Seal(_cursor.OpenParent(path), path.Name);
            }
            catch (FileSystemException)
            {
                return default;
            }
        }
    }
}
