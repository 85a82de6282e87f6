using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// A target, near or far: the local one works on the disk, the remote one sends each call through the agent protocol to a local one
/// at the other end. The session cannot tell which it has. Calls come in the order of the members, contents between <see cref="BeginAsync"/> and
/// <see cref="CommitAsync"/>, and never overlap, but for signatures, which are read beside the writing of packs, and commands, which may be started and run beside everything else.
/// Failures that end the run are <see cref="SyncException"/> (also for a broken connection) and <see cref="ProtocolException"/>.
/// </summary>
public interface IEndpoint : IContentSink, IAsyncDisposable
{
    /// <summary>Bytes that went to and came from the other side; zero where there is no transport.</summary>
    TransportCount Transported { get; }

    /// <summary>Completes when the other side is lost; never where there is none.</summary>
    Task Lost => new TaskCompletionSource().Task;

    /// <summary>
    /// How long the other side takes to answer, once it has; known from the first <see cref="BeginAsync"/> on. Null where there is no transport: such an endpoint
    /// takes packs as records only, and others also as they travel (<see cref="ContentPack.Encoded"/>).
    /// </summary>
    Task<TimeSpan>? RoundTrip => null;

    /// <summary>Locks the target (unless it is a preview), finishes an interrupted commit, and compares the disk with the baseline.</summary>
    Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation);

    /// <summary>
    /// Tells what stands at paths that the baseline does not have: each path itself and all below it. The root path asks for everything
    /// unmanaged. The answer is in path order; paths where nothing stands are not in it.
    /// </summary>
    Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation);

    /// <summary>
    /// Reads and seals what stands at paths, files and symbolic links; none for what is neither, or cannot be read. In the order of the paths. Allowed in a preview, and between runs.
    /// </summary>
    Task<IReadOnlyList<ContentSeal>> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation);

    /// <summary>Tells what the target's history keeps.</summary>
    Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation);

    /// <summary>Tells what stood on the target before a run. A run that is begun afterwards can restore it (<see cref="Transfer.Restore"/>).</summary>
    Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation);

    /// <summary>Removes paths, and the contents that ever stood there, from the target's history, stage and baseline. Allowed between runs.</summary>
    Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellation);

    /// <summary>Tells which runs changed paths last. Allowed in a preview, and between runs.</summary>
    /// <param name="paths">In path order, each once.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <returns>For each path the run; null for one that the history does not keep any more.</returns>
    Task<IReadOnlyList<PastRun?>> AttributeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation);

    /// <summary>
    /// Brings contents of the target, each only as it was told before, into a sink: packs whose records name them by their place in the request. A
    /// content that is otherwise by now, or cannot be read, is skipped and a problem of the answer. Allowed in a preview, and between runs.
    /// </summary>
    Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation);

    /// <summary>Tells who holds the target's lock and about its last run. Allowed in a preview, and between runs.</summary>
    Task<Inspection> InspectAsync(CancellationToken cancellation);

    /// <summary>Compares the disk with the baseline again, as opening did; what was told of it before, by probes too, no longer counts. Allowed between runs.</summary>
    /// <exception cref="SyncException">The root is not the directory any more that was opened.</exception>
    Task<DriftReply> CheckAsync(CancellationToken cancellation);

    /// <summary>Starts a run. The offer says what need not be sent; it is <see cref="StageOffer.Nothing"/> when the state said that nothing is staged.</summary>
    Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation);

    /// <summary>Commits what was staged: renames only, journalled. Changes whose content did not come whole are problems.</summary>
    Task<CommitReport> CommitAsync(CancellationToken cancellation);

    /// <summary>Starts a command in the target's root and hands out its output as it comes; a few at once (<see cref="Wire.WireLimits.MaxCommands"/>).</summary>
    Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation);
}

/// <summary>Takes a piece of a command's output; the span is valid during the call only. A slow taker slows the command.</summary>
public delegate void CommandOutput(OutputKind stream, ReadOnlySpan<byte> bytes);

/// <summary>What went through a transport, in bytes.</summary>
/// <param name="Sent">To the other side, an uploaded agent included.</param>
/// <param name="Received">From the other side.</param>
/// <param name="Agent">The uploaded agent alone.</param>
public readonly record struct TransportCount(long Sent, long Received, long Agent);
