using Lockstep.Native.Disk;

namespace Lockstep.Rsync.Roles;

/// <summary>Why a run broke off.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Message">What is said; empty when it was said.</param>
/// <param name="IsPeersEnd">Whether the peer ended without a word.</param>
internal readonly record struct RunFailure(RsyncExit Exit, string Message, bool IsPeersEnd = false);

/// <summary>What a run's end means as an exit code.</summary>
internal static class RunOutcome
{
    private const int Vanished = 2;

    /// <summary>The code of a run that came to its end.</summary>
    public static RsyncExit Of(SessionTotals totals)
    {
        if (totals.HasFailures || (totals.IoErrors & ~Vanished & 3) != 0)
        {
            return RsyncExit.Partial;
        }

        return (totals.IoErrors & Vanished) != 0 ? RsyncExit.Vanished
            : totals.HasReachedDeleteLimit ? RsyncExit.DeleteLimit : RsyncExit.Done;
    }

    /// <summary>The failure that an exception is; null for one that is a mistake of ours.</summary>
    public static RunFailure? OfFailure(Exception e, CancellationToken cancellation) => (e is ReceiverFailedException { InnerException: { } why } ? why : e) switch
    {
        _ when cancellation.IsCancellationRequested => new RunFailure(RsyncExit.Signal, ""),
        RsyncException rsync => new RunFailure(rsync.Exit, rsync.Message),
        PeerExitException peer => new RunFailure((RsyncExit)peer.Code, ""),
        ProtocolException protocol => new RunFailure(RsyncExit.Protocol, $"rsync: protocol incompatibility: {protocol.Message}"),
        EndOfStreamException or ObjectDisposedException => new RunFailure(RsyncExit.Stream, "", IsPeersEnd: true),
        IOException io => new RunFailure(RsyncExit.Stream, $"rsync: connection failed: {io.Message}", IsPeersEnd: true),
        FileSystemException file => new RunFailure(RsyncExit.FileIo, $"rsync: {file.Message}"),
        _ => null,
    };
}
