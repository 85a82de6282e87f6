using Lockstep.Files;
using Lockstep.Files.Hashing;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>Reads contents of a target on this machine for its client.</summary>
internal static class LocalReading
{
    /// <summary>Seals what stands at paths.</summary>
    public static ContentSeal[] Seal(Target target, IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation)
    {
        if (paths.Exists(path => ReservedNames.IsInState(path)))
        {
            throw new ProtocolException("what is Lockstep's own is not to be sealed");
        }

        // A target that was opened before its root was there has it since its own first run.
        return target.Root.TryOpenTree()
            ? PathSealing.SealAll(target.Root.Tree, paths, key, cancellation).ConvertAll(content => content.Seal)
            : new ContentSeal[paths.Count];
    }

    /// <summary>Sends contents that are as they were told.</summary>
    /// <returns>What became of the others.</returns>
    public static async Task<IReadOnlyList<Problem>> FetchAsync(
        Target target, FetchRequest request, IContentSink sink, CancellationToken cancellation)
    {
        foreach (FetchedContent content in request.Contents)
        {
            if (ReservedNames.IsInState(content.Path))
            {
                throw new ProtocolException($"'{content.Path}' is Lockstep's own and not to be fetched");
            }
        }

        if (target.Root.Tree is not { } tree)
        {
            throw new SyncException(ExitCode.SyncFailed, $"there is nothing to fetch: '{target.Root.Location}' is not there any more.");
        }

        IReadOnlyList<Change> changes = request.ToChanges();
        var log = new SendLog(changes, new SilentObserver());
        await new ContentSender(tree, changes, sink, log, isExact: true).SendAsync(StageOffer.Nothing, SendPosition.Start, cancellation);
        return log.Result.Problems;
    }
}
