using Lockstep.Files;
using Lockstep.Files.Hashing;
using Lockstep.Files.Scanning;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Tests.Files;

/// <summary>Takes what stands in a directory as the baseline: all entries with stamps and content hashes.</summary>
internal static class Baseline
{
    public static Snapshot Of(RootedDirectory root)
    {
        Assert.True(FilterSet.TryCreate(new FilterOptions { Hidden = true, UseGitignore = false }, out FilterSet? filters, out _));
        Snapshot snapshot = ProjectScanner.Scan(root, filters, CancellationToken.None).Snapshot;
        var paths = new List<RelativePath>();
        Collect(snapshot.Entries, RelativePath.Root, paths);
        IReadOnlyList<HashedPath> hashed = PathHashing.HashAll(root, paths, cache: null, CancellationToken.None);
        Assert.All(hashed, path => Assert.Null(path.Cause));
        return snapshot.With([.. hashed.Select(path => new EntryEdit(path.Path, path.Entry, path.Stamp))]);
    }

    private static void Collect(EntryList list, RelativePath parent, List<RelativePath> paths)
    {
        for (int i = 0; i < list.Count; i++)
        {
            RelativePath path = parent.Append(list.NameAt(i));
            if (list[i].HasContent)
            {
                paths.Add(path);
            }

            Collect(list.ChildrenAt(i), path, paths);
        }
    }
}
