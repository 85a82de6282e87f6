using Lockstep.Native;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;

namespace Lockstep.Sessions.Pushing;

/// <summary>
/// Compares contents by more than their hashes, which is what <c>--checksum</c> asks for: both ends read the files and seal them under a key that was made just now.
/// </summary>
internal static class SealedComparison
{
    // So many at once that answers need not be waited for all the time, and so few that a cancelled comparison ends soon.
    private const int MostAtOnce = 4096;
    private const long LongestAtOnce = 256 << 20;

    /// <summary>Finds contents that the target has otherwise although their hashes are equal, and returns the hashes without those: such a content counts as different.</summary>
    /// <param name="project">The project.</param>
    /// <param name="endpoint">The target.</param>
    /// <param name="draft">The comparison that is to be completed.</param>
    /// <param name="contents">The hashes of what it wants.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<ContentHash>> ExposeAsync(
        ProjectView project, IEndpoint endpoint, PlanDraft draft, IReadOnlyList<ContentHash> contents, CancellationToken cancellation)
    {
        var key = new SealKey(RandomBytes.Take(SealKey.Length));
        var differs = new bool[contents.Count];
        for (int start = 0; start < differs.Length;)
        {
            int end = EndOfBatch(draft.WantedContents, start);
            RelativePath[] paths = [.. draft.WantedContents.Skip(start).Take(end - start).Select(content => content.Path)];
            Task<ContentSeal[]> sealing = project.SealAsync(paths, key, cancellation);
            Task<IReadOnlyList<ContentSeal>> asking = endpoint.SealAsync(paths, key, cancellation);
            await Task.WhenAll(sealing, asking);
            (ContentSeal[] here, IReadOnlyList<ContentSeal> there) = (await sealing, await asking);
            for (int i = 0; i < here.Length; i++)
            {
                differs[start + i] = here[i].IsKnown && there[i].IsKnown && here[i] != there[i];
            }

            start = end;
        }

        return draft.WithoutCollisions(contents, differs);
    }

    private static int EndOfBatch(IReadOnlyList<WantedContent> wanted, int start)
    {
        int end = start;
        for (long length = 0; end < wanted.Count && end - start < MostAtOnce && length < LongestAtOnce; end++)
        {
            length += wanted[end].Entry.Size;
        }

        return end;
    }
}
