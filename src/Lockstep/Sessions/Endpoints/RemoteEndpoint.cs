using System.Buffers;
using System.Diagnostics;
using Lockstep.Plan;
using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Messages;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A target at the other end of a connection: each call becomes messages to the agent there, which makes the same call on its <see cref="LocalEndpoint"/>.</summary>
internal sealed class RemoteEndpoint : IEndpoint, IAgentListener
{
    /// <summary>Differences that may be told besides those of the baseline's entries: of the root, which a baseline need not have.</summary>
    private const int DriftBesides = 1;

    private readonly Conversation _agent;
    private readonly Compression _compression;
    private readonly AdaptiveCompression _adaptive = new();
    private readonly Task<byte[]> _hello;
    private OpenRequest? _sentAhead;
    private Task<byte[]>? _openedAhead;
    private volatile RemoteRun? _run;
    private volatile RemoteFetch? _fetch;
    private readonly RemoteCommands _commands;
    private Task<TimeSpan>? _roundTrip;
    private bool _hasStaged;

    /// <summary>
    /// Whether others may make runs between those of this connection, so that one may turn out not to be begun.
    /// </summary>
    private bool _isShared;

    private RemoteEndpoint(IPeerPipe connection, Compression compression, long? bandwidthLimit, TimeProvider time, OpenRequest? sentAhead, DecodeBudget budget)
    {
        _agent = new Conversation(connection, bandwidthLimit, time, this, budget);
        _commands = new RemoteCommands(_agent.Sender);
        Channels = new ClientChannels(_agent.Sender);
        _compression = compression;
        _sentAhead = sentAhead;
        _hello = _agent.Expect(MessageType.Hello);
        _openedAhead = sentAhead is null ? null : _agent.Expect(MessageType.TargetState);
        _agent.Start();
    }

    /// <inheritdoc/>
    public TransportCount Transported => _agent.Transported;

    /// <inheritdoc/>
    public Task Lost => _agent.Over;

    /// <inheritdoc/>
    public Task<TimeSpan>? RoundTrip => _roundTrip;

    /// <summary>Lets others use the connection.</summary>
    public ClientChannels Channels { get; }

    /// <summary>Greets the agent at the other end of a connection and takes the connection over.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="compression">How contents are compressed.</param>
    /// <param name="bandwidthLimit">Most bytes a second that are sent; null for as many as the link takes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="sentAhead">The request whose <see cref="Greeting.With"/> was sent already; null when nothing was.</param>
    /// <param name="budget">What may be made of the bytes of all agents; null for the process's.</param>
    /// <exception cref="ConnectionException"><see cref="ConnectionFailure.AgentUnfit"/>: the agent is of another version.</exception>
    public static async Task<RemoteEndpoint> GreetAsync(
        IPeerPipe connection, Compression compression, long? bandwidthLimit, CancellationToken cancellation, TimeProvider? time = null, OpenRequest? sentAhead = null, DecodeBudget? budget = null)
    {
        var endpoint = new RemoteEndpoint(connection, compression, bandwidthLimit, time ?? TimeProvider.System, sentAhead, budget ?? DecodeBudget.OfProcess);
        try
        {
            if (sentAhead is null)
            {
                await endpoint._agent.SendAsync(sender => sender.Send(MessageType.Hello, Conversation.Encode(Greeting.Own.Encode)), cancellation);
            }

            Hello agent = Hello.Decode(await endpoint._hello.WaitAsync(cancellation));
            if (!Greeting.Own.TryAgree(agent, out _))
            {
                throw new ConnectionException(
                    ConnectionFailure.AgentUnfit,
                    $"the agent on {connection.Peer} speaks versions {agent.LeastVersion} to {agent.NewestVersion} of the protocol, this client {Greeting.Own.LeastVersion} to {Greeting.Own.NewestVersion}. "
                    + "Remove ~/.cache/lockstep there and try again.");
            }

            return endpoint;
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<TargetState> OpenAsync(OpenRequest request, CancellationToken cancellation)
    {
        if (_sentAhead is not null && _sentAhead != request)
        {
            throw new InvalidOperationException("Another target was opened when the connection was made.");
        }

        bool isAgain = _isShared;
        byte[] reply = _openedAhead is { } opened
            ? await opened.WaitAsync(cancellation)
            : await _agent.AskAsync(MessageType.Open, request.Encode, MessageType.TargetState, cancellation);
        (_sentAhead, _openedAhead) = (null, null);
        TargetState state = DecodeState(reply, request.KnownEntries ?? 0, isAgain);
        if (state.Holder is not null)
        {
            return request.AwaitsLock ? state : throw new ProtocolException("the target is said to be locked, and nobody asked for that");
        }

        if (request.KnownEntries is { } known)
        {
            ExpectDrift(state.Drift, state.Baseline?.Count ?? known);
        }

        if (state.Baseline is null && state.Digest != request.KnownBaseline)
        {
            throw new ProtocolException("the target's state has another baseline than the one that is known here, and leaves it out");
        }

        (_hasStaged, _isShared) = (state.HasStaged, request.StaysOpen);
        if (request.StaysOpen)
        {
            _agent.StayAlert();
        }

        return state;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) =>
        (await AskAsync(MessageType.Probe, new ProbeRequest(paths).Encode, MessageType.ProbeReply, reply => ProbeReply.Decode(reply), paths.Count, cancellation)).Found;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContentSeal>> SealAsync(IReadOnlyList<RelativePath> paths, SealKey key, CancellationToken cancellation)
    {
        var request = new ProbeRequest(paths) { Key = key };
        return SealReply.Decode(await _agent.AskAsync(MessageType.Probe, request.Encode, MessageType.ProbeReply, cancellation), paths.Count).Seals;
    }

    /// <inheritdoc/>
    public Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation) =>
        AskAsync(MessageType.History, request.Encode, MessageType.HistoryReply, reply => HistoryReply.Decode(reply), asked: 0, cancellation);

    /// <inheritdoc/>
    public Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation) =>
        AskAsync(MessageType.Past, request.Encode, MessageType.PastReply, reply => PastReply.Decode(reply), request.Paths.Count, cancellation);

    /// <inheritdoc/>
    public async Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellation) =>
        PurgeReply.Decode(await _agent.AskAsync(MessageType.Purge, request.Encode, MessageType.PurgeReply, cancellation));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PastRun?>> AttributeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) => AttributionReply.Decode(
        await _agent.AskAsync(MessageType.Attribute, new AttributionRequest(paths).Encode, MessageType.AttributionReply, cancellation), paths.Count).Runs;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation)
    {
        using var fetch = new RemoteFetch(request);
        _fetch = fetch;
        try
        {
            Task<byte[]> end = _agent.AskAsync(MessageType.Fetch, request.Encode, MessageType.FetchEnd, cancellation);
            // Behind the end, whichever it is, no packs come: the receiving thread takes the one after the others.
            Task completing = end.ContinueWith(_ => fetch.Complete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await fetch.PumpAsync(sink, cancellation);
            await completing;
            byte[] reply = await end;
            _agent.Share.Widen(request.Contents.Count);
            return _agent.Share.Decode(() => fetch.Conclude(reply)).Problems;
        }
        finally
        {
            _fetch = null;
        }
    }

    /// <inheritdoc/>
    public async Task<Inspection> InspectAsync(CancellationToken cancellation) =>
        Inspection.Decode(await _agent.AskAsync(MessageType.Inspect, _ => { }, MessageType.Inspection, cancellation));

    /// <inheritdoc/>
    public async Task<DriftReply> CheckAsync(CancellationToken cancellation) =>
        DecodePassing(await _agent.AskAsync(MessageType.Check, _ => { }, MessageType.DriftReply, cancellation));

    /// <inheritdoc/>
    public async Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation)
    {
        bool isFirst = _roundTrip is null;
        _roundTrip ??= TimeAsync(_agent.Expect(MessageType.ProbeReply));
        Task<byte[]> offer = _agent.Expect(MessageType.StageOffer);
        var packs = new PackSender(_agent.Sender, _compression, _adaptive, isFirst ? _roundTrip : null, peerReady: offer);
        _agent.Share.Widen(request.Changes.Count + request.Bookkeeping.Count);
        var run = new RemoteRun(request.Changes.Count, offer, packs, _agent.Share);
        _run = run;
        await _agent.SendAsync(sender => SendParts(sender, request, asksBefore: isFirst), cancellation);
        bool awaitsOffer = _hasStaged || (_isShared && RemoteCommit.IsWorthWaiting(request));
        return awaitsOffer ? await run.ReadOfferAsync(cancellation) : StageOffer.Nothing;
    }

    /// <inheritdoc/>
    public async Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation)
    {
        RemoteRun run = Run();
        ContentSignature? signature = await _agent.AwaitAsync(MessageType.Signature, () => run.ReadSignatureAsync(cancellation));
        if (signature is null)
        {
            _agent.ThrowIfEnded();
        }

        return signature;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
    {
        try
        {
            await Run().Packs.WriteAsync(pack, cancellation);
        }
        catch (BrokenPipeException)
        {
            throw await _agent.EndReasonAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<CommitReport> CommitAsync(CancellationToken cancellation)
    {
        RemoteRun run = Run();
        await _agent.UntilOverAsync(run.Packs.FinishAsync(), cancellation);
        Task<byte[]> committing = _agent.AskAsync(MessageType.Commit, _ => { }, MessageType.CommitReport, CancellationToken.None);
        (byte[] report, bool isBegun) = await RemoteCommit.FinishAsync(committing, run, _hasStaged, cancellation);
        CommitReport decoded = _agent.Share.Decode(() => CommitReportMessage.Decode(report)) with { IsBegun = isBegun };
        _run = null;
        _hasStaged = decoded.IsRefused;
        await run.DisposeAsync();
        return decoded;
    }

    /// <inheritdoc/>
    public async Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        RemoteCommand? command = null;
        await _agent.SendAsync(_ => command = _commands.Start(request, output), cancellation);
        return command!;
    }

    /// <summary>Says goodbye where nothing is under way, and ends the connection; in bounded time, whatever the agent does.</summary>
    public async ValueTask DisposeAsync()
    {
        bool isQuiet = _run is null && _commands.AreQuiet && _agent.IsQuiet;
        if (isQuiet)
        {
            await _agent.SayGoodbyeAsync();
        }

        Task closing = CloseAsync();
        if (!isQuiet || !_agent.EndsByItself)
        {
            await closing;
        }
    }

    private async Task CloseAsync()
    {
        _run?.Stop();
        await _agent.DisposeAsync();
        if (_run is { } run)
        {
            await run.DisposeAsync();
        }

        _agent.Sender.Dispose();
    }

    bool IAgentListener.TryTake(MessageType type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case MessageType.Signature when _run is { } run:
                run.AddSignature(message);
                return true;
            case MessageType.SignaturesEnd when _run is { } run:
                run.EndSignatures();
                return true;
            case MessageType.Output or MessageType.InputTaken or MessageType.CommandResult or MessageType.Lasting:
                _commands.Take(type, message);
                return true;
            case MessageType.ChannelData or MessageType.ChannelTaken or MessageType.ChannelEnd:
                Channels.Take(type, message);
                return true;
            case MessageType.FetchEnd:
                _fetch = null;
                return false;
            default:
                return false;
        }
    }

    void IAgentListener.TakePack(in Frame frame)
    {
        if (_fetch is not { } fetch)
        {
            throw new ProtocolException($"{MessageType.Pack} came unasked");
        }

        fetch.Take(frame);
    }

    void IAgentListener.Ended(Exception reason)
    {
        _run?.Stop();
        _commands.Break(reason);
        Channels.Break();
    }

    /// <summary>A watch opens its target again and again, for days, and keeps what the last answer said.</summary>
    private TargetState DecodeState(byte[] reply, int known, bool isAgain)
    {
        _agent.Share.Widen(known);
        try
        {
            return _agent.Share.Decode(() => TargetState.Decode(reply), keeps: !isAgain);
        }
        finally
        {
            _agent.Share.Widen(isAgain ? -known : 0);
        }
    }

    /// <summary>Sends a request and decodes its reply, of which the share bears what was asked for.</summary>
    private async Task<T> AskAsync<T>(
        MessageType type, Action<IBufferWriter<byte>> encode, MessageType replyType, Func<byte[], T> decode, int asked, CancellationToken cancellation)
    {
        byte[] reply = await _agent.AskAsync(type, encode, replyType, cancellation);
        _agent.Share.Widen(asked);
        return _agent.Share.Decode(() => decode(reply));
    }

    /// <summary>A watch asks for the drift for days, and keeps what the last answer said.</summary>
    private DriftReply DecodePassing(byte[] reply) => _agent.Share.Decode(() => DriftReply.Decode(reply), keeps: false);

    /// <summary>Managed entries that drifted are entries of the baseline.</summary>
    private void ExpectDrift(IReadOnlyList<Difference> drift, int entries)
    {
        if (drift.Count > entries + DriftBesides)
        {
            throw new ProtocolException($"{_agent.Peer} tells of {drift.Count} changed entries of a baseline that has {entries}");
        }
    }

    private RemoteRun Run() => _run ?? throw new InvalidOperationException("Begin comes before contents and commit.");

    private static async Task<TimeSpan> TimeAsync(Task<byte[]> reply)
    {
        long asked = Stopwatch.GetTimestamp();
        await reply;
        return Stopwatch.GetElapsedTime(asked);
    }

    private static void SendParts(MessageSender sender, RunRequest request, bool asksBefore)
    {
        if (asksBefore)
        {
            // A question about nothing, whose answer nobody waits for, tells how far the agent is.
            sender.Send(MessageType.Probe, Conversation.Encode(new ProbeRequest([]).Encode));
        }

        sender.Send(MessageType.Begin, RunRequestEncoder.Parts(request));
    }
}
