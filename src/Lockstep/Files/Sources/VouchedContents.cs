using Lockstep.Tree;

namespace Lockstep.Files.Sources;

/// <summary>
/// What git vouches for, so that nobody reads it: where the target was last given a commit and nothing else, a tracked file whose <c>stat</c> is the index's and
/// whose blob is that commit's has the content that the target's baseline tells.
/// </summary>
internal static class VouchedContents
{
    /// <summary>The project with the contents that are vouched for.</summary>
    /// <param name="project">Its scan, with stamps.</param>
    /// <param name="baseline">What the target was given at the commit.</param>
    /// <param name="index">The project's index.</param>
    /// <param name="changed">Paths in the project whose blobs in the index are not the commit's.</param>
    public static Snapshot Fill(Snapshot project, Snapshot baseline, IndexedTree index, IReadOnlySet<RelativePath> changed)
    {
        var known = new Dictionary<EntryList, ContentHash[]>();
        EntryList? seen = null, stands = null;
        index.VisitAll(project, (file, path, directory, at) =>
        {
            if (at < 0 || !file.IsPlain || directory[at].ModifiedNs >= index.ModifiedNs || !file.HasStatOf(directory[at], directory.StampAt(at)))
            {
                return;
            }

            if (!ReferenceEquals(seen, directory))
            {
                int slash = path.LastIndexOf((byte)'/');
                (seen, stands) = (directory, baseline.ChildrenOf(slash < 0 ? RelativePath.Root : RelativePath.Parse(path[..slash])));
            }

            int there = stands!.Find(directory.NameAt(at));
            bool isVouched = there >= 0 && IsAlike(directory[at], stands[there]) && (changed.Count == 0 || !changed.Contains(RelativePath.Parse(path)));
            if (isVouched)
            {
                if (!known.TryGetValue(directory, out ContentHash[]? contents))
                {
                    known[directory] = contents = new ContentHash[directory.Count];
                }

                contents[at] = stands[there].Content;
            }
        });
        return known.Count == 0 ? project : new Snapshot(project.Root, Fill(project.Entries, known), project.RootStamp);
    }

    private static bool IsAlike(in Entry here, in Entry there) => here.Type == there.Type && here.Size == there.Size && there.Content.IsKnown;

    private static EntryList Fill(EntryList list, Dictionary<EntryList, ContentHash[]> known)
    {
        EntryList?[]? children = null;
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].IsDirectory)
            {
                children ??= new EntryList?[list.Count];
                children[i] = Fill(list.ChildrenAt(i), known);
            }
        }

        return list.WithContents(known.GetValueOrDefault(list), children);
    }
}
