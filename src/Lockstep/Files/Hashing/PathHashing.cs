using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Hashing;

/// <summary>A content that was asked for.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Entry">What stands there now, with its content's hash; <see cref="Entry.Absent"/> when it could not be read.</param>
/// <param name="Stamp">Its stamp.</param>
/// <param name="Cause">Why it could not be read, for a <see cref="Plan.Problem"/>; else null.</param>
public readonly record struct HashedPath(RelativePath Path, Entry Entry, FileStamp Stamp, string? Cause);

/// <summary>Tells the contents of many files and symbolic links, on a few threads; from the cache where it knows them.</summary>
public static class PathHashing
{
    // Enough paths for the directory to stay the same, few enough to share out the work.
    private const int PathsPerShare = 32;

    /// <summary>Hashes contents; the answers are in the order of the paths.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="paths">Files and symbolic links; in path order each directory is opened but once.</param>
    /// <param name="cache">What is known already, and learns what is read; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static IReadOnlyList<HashedPath> HashAll(
        RootedDirectory root, IReadOnlyList<RelativePath> paths, HashCache? cache, CancellationToken cancellation)
    {
        var hashed = new HashedPath[paths.Count];
        var pile = new WorkPile<Range>(WorkPile<Range>.UsualWorkers, () => new Worker(root, paths, cache, hashed), cancellation);
        for (int start = 0; start < paths.Count; start += PathsPerShare)
        {
            pile.Add(start..Math.Min(start + PathsPerShare, paths.Count));
        }

        pile.Finish();
        return hashed;
    }

    private sealed class Worker(RootedDirectory root, IReadOnlyList<RelativePath> paths, HashCache? cache, HashedPath[] hashed)
        : IWorker<Range>
    {
        private readonly DirectoryCursor _cursor = new(root);
        private readonly ContentHasher _hasher = new();

        public void Do(Range item, WorkPile<Range> pile)
        {
            for (int i = item.Start.Value; i < item.End.Value; i++)
            {
                hashed[i] = Hash(paths[i]);
            }
        }

        public void Dispose()
        {
            _cursor.Dispose();
            _hasher.Dispose();
        }

        private HashedPath Hash(RelativePath path)
        {
            try
            {
                return Hash(_cursor.OpenParent(path), path);
            }
            catch (FileSystemException failure)
            {
                return new HashedPath(path, Entry.Absent, default, failure.Cause);
            }
        }

        private HashedPath Hash(DirectoryHandle directory, RelativePath path)
        {
            long readAt = cache?.Now ?? 0;
            if (cache is not null && directory.TryStat(path.Name, out FileStatus known) && cache.TryFind(known, out ContentHash content))
            {
                return new HashedPath(path, known.ToEntry() with { Content = content }, known.Stamp, Cause: null);
            }

            if (!_hasher.TryHash(directory, path.Name, out FileStatus status, out content, out string? cause))
            {
                return new HashedPath(path, Entry.Absent, default, cause);
            }

            cache?.Add(status, content, readAt);
            return new HashedPath(path, status.ToEntry() with { Content = content }, status.Stamp, Cause: null);
        }
    }
}
