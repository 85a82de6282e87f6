using System.Buffers.Binary;
using Lockstep.Plan;
using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Holding;

/// <summary>What a watch shares with other commands: channels to the agent, and what it knows of its own target.</summary>
/// <param name="channels">The connection.</param>
/// <param name="key">What is kept in step there, and how (<see cref="StepQuestion.KeyOf"/>).</param>
/// <param name="session">The target.</param>
/// <param name="pass">Waits until all that was saved before stands there; false where that cannot be said.</param>
internal sealed class HeldTarget(ClientChannels channels, byte[] key, TargetSession session, Func<Task<bool>> pass) : ISharedConnection
{
    /// <inheritdoc/>
    public ClientChannels Channels => channels;

    /// <inheritdoc/>
    public string? GivenUp => null;

    /// <inheritdoc/>
    public IDisposable? Use() => null;

    /// <inheritdoc/>
    public void GiveUp()
    {
    }

    /// <inheritdoc/>
    public async Task<(byte[] Answer, IEndpoint? Target)> AskAsync(ReadOnlyMemory<byte> asked)
    {
        // What somebody changed there is for a push of its own to judge.
        if (!asked.Span.SequenceEqual(key) || !await pass() || session.Known.Differences.Count > 0)
        {
            return ([StepQuestion.No], null);
        }

        byte[] answer = new byte[1 + sizeof(int)];
        answer[0] = StepQuestion.Yes;
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), session.Known.Baseline.Count);
        return (answer, new CommandsOnly(session));
    }

    /// <summary>The target of another command, which may run commands there and do nothing else.</summary>
    private sealed class CommandsOnly(TargetSession session) : IEndpoint
    {
        public TransportCount Transported => default;

        public Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation)
        {
            TargetState state = session.State;
            return Task.FromResult(new TargetState(
                SnapshotDigest.None, Baseline: null, [], session.Known.LastRun, HasUnmanaged: false, HasStaged: false, [])
            {
                LoginIsRoot = state.LoginIsRoot,
                HasSudo = state.HasSudo,
                Last = LastOf(session),
            });
        }

        public Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation) =>
            session.Endpoint.StartAsync(request with { LetsGo = false }, output, cancellation);

        public Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => throw Refused();

        public Task<IReadOnlyList<ContentSeal>> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation) => throw Refused();

        public Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation) => throw Refused();

        public Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation) => throw Refused();

        public Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellation) => throw Refused();

        public Task<IReadOnlyList<PastRun?>> AttributeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => throw Refused();

        public Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation) => throw Refused();

        public Task<Inspection> InspectAsync(CancellationToken cancellation) => throw Refused();

        public Task<DriftReply> CheckAsync(CancellationToken cancellation) => throw Refused();

        public Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation) => throw Refused();

        public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => throw Refused();

        public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation) => throw Refused();

        public Task<CommitReport> CommitAsync(CancellationToken cancellation) => throw Refused();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        /// <summary>The last run, as far as it tells whether the tree there is a commit's.</summary>
        private static PastRun? LastOf(TargetSession session) => session.Made is { } source
            ? new PastRun(session.Known.LastRun, DateTimeOffset.UnixEpoch, "", new RunOrigin(RunKind.Watch), default, 0) { Source = source }
            : session.State.Last;

        private static ProtocolException Refused() => new("only commands are run over this connection");
    }
}
