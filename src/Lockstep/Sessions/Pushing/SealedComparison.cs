using Lockstep.Native;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// Proves that contents are the target's where a hash says so that was made in this run: both ends read these files
/// again and seal them under a key that was made just now.
/// </summary>
internal static class SealedComparison
{
    // So many at once that answers need not be waited for all the time, and so few that a cancelled comparison ends soon.
    private const int MostAtOnce = 4096;
    private const long LongestAtOnce = 256 << 20;

    /// <summary>
    /// Finds contents that the target has otherwise although their hashes are equal, and returns the hashes without
    /// those: such a content counts as different. Nothing is read where no hash is equal.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="endpoint">The target.</param>
    /// <param name="draft">The comparison that is to be completed.</param>
    /// <param name="contents">The hashes of what it wants.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<ContentHash>> ExposeAsync(
        ProjectView project,
        IEndpoint endpoint,
        PlanDraft draft,
        IReadOnlyList<ContentHash> contents,
        CancellationToken cancellation)
    {
        IReadOnlyList<int> equal = draft.FindEqual(contents);
        if (equal.Count == 0)
        {
            return contents;
        }

        ContentHash[] proven = [.. contents];
        var key = new SealKey(RandomBytes.Take(SealKey.Length));
        for (int start = 0; start < equal.Count;)
        {
            int end = EndOfBatch(draft.WantedContents, equal, start);
            var paths = new RelativePath[end - start];
            for (int i = 0; i < paths.Length; i++)
            {
                paths[i] = draft.WantedContents[equal[start + i]].Path;
            }

            Task<ContentSeal[]> sealing = project.SealAsync(paths, key, cancellation);
            Task<IReadOnlyList<ContentSeal>> asking = endpoint.SealAsync(paths, key, cancellation);
            await Task.WhenAll(sealing, asking);
            (ContentSeal[] here, IReadOnlyList<ContentSeal> there) = (await sealing, await asking);
            for (int i = 0; i < here.Length; i++)
            {
                if (!here[i].IsKnown || here[i] != there[i])
                {
                    proven[equal[start + i]] = ContentHash.Unknown;
                }
            }

            start = end;
        }

        return proven;
    }

    private static int EndOfBatch(IReadOnlyList<WantedContent> wanted, IReadOnlyList<int> equal, int start)
    {
        int end = start;
        for (long length = 0; end < equal.Count && end - start < MostAtOnce && length < LongestAtOnce; end++)
        {
            length += wanted[equal[end]].Entry.Size;
        }

        return end;
    }
}
