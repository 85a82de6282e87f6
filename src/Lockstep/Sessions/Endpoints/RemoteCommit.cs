using Lockstep.Plan;
using Lockstep.Transport;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// The end of a run at the other end of a connection. The commit goes right behind the packs: where nothing was staged
/// nobody waited for the offer, and it is looked at when it comes.
/// </summary>
internal static class RemoteCommit
{
    /// <summary>
    /// How long a commit that was interrupted is waited for: renames take moments, and it is good to know that they are
    /// done.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>So many bytes take longer to send than it takes to hear first that the run is begun.</summary>
    private const long WorthWaiting = 4 << 20;

    /// <summary>
    /// Whether it is known that a run is begun before its contents are sent, where another command's run may have come
    /// in between. One with deltas waits for signatures anyway.
    /// </summary>
    public static bool IsWorthWaiting(RunRequest request)
    {
        long bytes = 0;
        foreach (Change change in request.Changes)
        {
            bytes += change.ContentLength;
            if (change.Transfer == Transfer.Delta || bytes > WorthWaiting)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Waits for the report, and holds the offer against what was said before.</summary>
    /// <param name="committing">The report, asked for.</param>
    /// <param name="run">The run.</param>
    /// <param name="hadStaged">Whether the target said that something is staged.</param>
    /// <param name="cancellation">Ends the waiting, in a while.</param>
    /// <returns>The report, and whether the run was begun.</returns>
    public static async Task<(byte[] Report, bool IsBegun)> FinishAsync(Task<byte[]> committing, RemoteRun run, bool hadStaged, CancellationToken cancellation)
    {
        try
        {
            return await WithPatienceAsync(ConcludeAsync(committing, run, hadStaged), cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new SyncException(ExitCode.Interrupted, "interrupted while the target commits. It finishes that by itself; the next push tells how it ended.");
        }
        catch (ConnectionException e)
        {
            throw new ConnectionException(e.Failure, $"{e.Message} The commit had begun: the next push finishes it and tells how it ended.", e);
        }
    }

    private static async Task<(byte[] Report, bool IsBegun)> ConcludeAsync(Task<byte[]> committing, RemoteRun run, bool hadStaged)
    {
        StageOffer offer = await run.ReadOfferAsync(CancellationToken.None);
        if (!hadStaged && offer.Complete.Count + offer.Partial.Count > 0)
        {
            throw new ProtocolException("the target offers staged contents and said that it has none");
        }

        return (await committing, offer.IsBegun);
    }

    private static async Task<T> WithPatienceAsync<T>(Task<T> answer, CancellationToken cancellation)
    {
        using var end = new CancellationTokenSource();
        await using (cancellation.Register(() => end.CancelAfter(Patience)))
        {
            return await answer.WaitAsync(end.Token);
        }
    }
}
