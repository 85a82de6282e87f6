using System.Buffers;
using System.Diagnostics;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Messages;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A target at the other end of a connection: each call becomes messages to the agent there, which makes the same call on its <see cref="LocalEndpoint"/>.</summary>
/// <remarks>
/// One thread receives and never waits for anything but bytes. Whoever waits for the agent waits for the end of the connection too, so that every call ends when
/// it does, with its reason; and cancelling ends every wait in bounded time, whatever the agent does.
/// </remarks>
internal sealed class RemoteEndpoint : IEndpoint
{
    /// <summary>How long a farewell, or the reason for an end, is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a commit that was interrupted is waited for: renames take moments, and it is good to know that they are done.</summary>
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(5);

    private readonly IPeerPipe _connection;
    private readonly MessageSender _sender;
    private readonly MessageReceiver _receiver;
    private readonly Heartbeat _heartbeat;
    private readonly Replies _replies = new();
    private readonly Compression _compression;
    private readonly AdaptiveCompression _adaptive = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _receiving;
    private readonly OpenRequest? _sentAhead;
    private readonly Task<byte[]> _hello;
    private readonly Task<byte[]>? _openedAhead;
    private Task _sending = Task.CompletedTask;
    private volatile RemoteRun? _run;
    private volatile RemoteFetch? _fetch;
    private volatile RemoteCommand? _command;
    private bool _knowsRoundTrip;
    private bool _hasStaged;
    private volatile bool _isClosing;

    private RemoteEndpoint(IPeerPipe connection, Compression compression, long? bandwidthLimit, TimeProvider time, OpenRequest? sentAhead)
    {
        _connection = connection;
        _compression = compression;
        Stream output = bandwidthLimit is { } limit ? new ThrottledStream(connection.Output, limit, time) : connection.Output;
        _sender = new MessageSender(output, time);
        _receiver = new MessageReceiver(connection.Input, Senders.Agent, time);
        _sentAhead = sentAhead;
        _hello = _replies.Expect(MessageType.Hello);
        _openedAhead = sentAhead is null ? null : _replies.Expect(MessageType.TargetState);
        _receiving = Task.Factory.StartNew(Receive, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _heartbeat = new Heartbeat(_sender, () => _receiver.Silence, GiveUp, time);
    }

    /// <inheritdoc/>
    public TransportCount Transported => new(_connection.BytesSent, _connection.BytesReceived, _connection.AgentBytes);

    /// <inheritdoc/>
    public Task Lost => _over.Task;

    /// <summary>Greets the agent at the other end of a connection and takes the connection over.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="compression">How contents are compressed.</param>
    /// <param name="bandwidthLimit">Most bytes a second that are sent; null for as many as the link takes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="sentAhead">The request whose <see cref="Greeting.With"/> was sent already; null when nothing was.</param>
    /// <exception cref="ConnectionException"><see cref="ConnectionFailure.AgentUnfit"/>: the agent is of another version.</exception>
    public static async Task<RemoteEndpoint> GreetAsync(
        IPeerPipe connection, Compression compression, long? bandwidthLimit, CancellationToken cancellation, TimeProvider? time = null, OpenRequest? sentAhead = null)
    {
        var endpoint = new RemoteEndpoint(connection, compression, bandwidthLimit, time ?? TimeProvider.System, sentAhead);
        try
        {
            if (sentAhead is null)
            {
                await endpoint.SendAsync(() => endpoint._sender.Send(MessageType.Hello, Encode(Greeting.Own.Encode)), cancellation);
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

        byte[] reply = _openedAhead is { } opened
            ? await opened.WaitAsync(cancellation)
            : await AskAsync(MessageType.Open, request.Encode, MessageType.TargetState, cancellation);
        TargetState state = TargetState.Decode(reply);
        if (state.Baseline is null && state.Digest != request.KnownBaseline)
        {
            throw new ProtocolException("the target's state has another baseline than the one that is known here, and leaves it out");
        }

        _hasStaged = state.HasStaged;
        return state;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) =>
        ProbeReply.Decode(await AskAsync(MessageType.Probe, new ProbeRequest(paths).Encode, MessageType.ProbeReply, cancellation)).Found;

    /// <inheritdoc/>
    public async Task<HistoryReply> HistoryAsync(HistoryRequest request, CancellationToken cancellation) =>
        HistoryReply.Decode(await AskAsync(MessageType.History, request.Encode, MessageType.HistoryReply, cancellation));

    /// <inheritdoc/>
    public async Task<PastReply> PastAsync(PastRequest request, CancellationToken cancellation) =>
        PastReply.Decode(await AskAsync(MessageType.Past, request.Encode, MessageType.PastReply, cancellation));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Problem>> FetchAsync(FetchRequest request, IContentSink sink, CancellationToken cancellation)
    {
        using var fetch = new RemoteFetch(request);
        _fetch = fetch;
        try
        {
            Task<byte[]> end = AskAsync(MessageType.Fetch, request.Encode, MessageType.FetchEnd, cancellation);
            // Behind the end, whichever it is, no packs come: the receiving thread takes the one after the others.
            Task completing = end.ContinueWith(_ => fetch.Complete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await fetch.PumpAsync(sink, cancellation);
            await completing;
            return fetch.Conclude(await end).Problems;
        }
        finally
        {
            _fetch = null;
        }
    }

    /// <inheritdoc/>
    public async Task<Inspection> InspectAsync(CancellationToken cancellation) =>
        Inspection.Decode(await AskAsync(MessageType.Inspect, _ => { }, MessageType.Inspection, cancellation));

    /// <inheritdoc/>
    public async Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation)
    {
        Task<TimeSpan>? roundTrip = _knowsRoundTrip ? null : TimeAsync(_replies.Expect(MessageType.ProbeReply));
        var run = new RemoteRun(request.Changes.Count, _replies.Expect(MessageType.StageOffer), new PackSender(_sender, _compression, _adaptive, roundTrip));
        _run = run;
        await SendAsync(() => SendParts(request), cancellation);
        _knowsRoundTrip = true;
        return _hasStaged ? await run.ReadOfferAsync(cancellation) : StageOffer.Nothing;
    }

    /// <inheritdoc/>
    public async Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation)
    {
        ContentSignature? signature = await Run().ReadSignatureAsync(cancellation);
        if (signature is null)
        {
            _replies.ThrowIfEnded();
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
            throw await EndReasonAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<CommitReport> CommitAsync(CancellationToken cancellation)
    {
        RemoteRun run = Run();
        await UntilOverAsync(run.Packs.FinishAsync(), cancellation);
        CommitReport decoded = CommitReportMessage.Decode(await FinishAsync(AskCommitAsync(run), cancellation));
        _run = null;
        _hasStaged = decoded.Drift.Count > 0;
        await run.DisposeAsync();
        return decoded;
    }

    /// <inheritdoc/>
    public async Task<IRunningCommand> StartAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var command = new RemoteCommand(_sender, output);
        _command = command;
        var message = new ArrayBufferWriter<byte>();
        request.Encode(message);
        await SendAsync(() => _sender.Send(MessageType.Command, message.WrittenMemory), cancellation);
        return command;
    }

    /// <summary>Says goodbye where nothing is under way, and ends the connection; in bounded time, whatever the agent does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_run is null && _command is null && _replies.IsQuiet)
        {
            await Task.WhenAny(Task.Run(() => TrySend(MessageType.Goodbye, ReadOnlyMemory<byte>.Empty)), Task.Delay(Patience));
        }

        _isClosing = true;
        _run?.Stop();
        await _connection.DisposeAsync();
        _heartbeat.Dispose();
        await _receiving;
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_run is { } run)
        {
            await run.DisposeAsync();
        }

        _sender.Dispose();
    }

    private RemoteRun Run() => _run ?? throw new InvalidOperationException("Begin comes before contents and commit.");

    /// <summary>Sends the commit right behind the packs: where nothing was staged nobody waited for the offer, and it is looked at when it comes.</summary>
    private async Task<byte[]> AskCommitAsync(RemoteRun run)
    {
        Task<byte[]> report = AskAsync(MessageType.Commit, _ => { }, MessageType.CommitReport, CancellationToken.None);
        StageOffer offer = await run.ReadOfferAsync(CancellationToken.None);
        if (!_hasStaged && offer.Complete.Count + offer.Partial.Count > 0)
        {
            throw new ProtocolException("the target offers staged contents and said that it has none");
        }

        return await report;
    }

    private static async Task<TimeSpan> TimeAsync(Task<byte[]> reply)
    {
        long asked = Stopwatch.GetTimestamp();
        await reply;
        return Stopwatch.GetElapsedTime(asked);
    }

    private void SendParts(RunRequest request)
    {
        if (!_knowsRoundTrip)
        {
            // A question about nothing, whose answer nobody waits for, tells how far the agent is.
            _sender.Send(MessageType.Probe, Encode(new ProbeRequest([]).Encode));
        }

        foreach (MessagePart part in RunRequestEncoder.Parts(request))
        {
            _sender.Send(MessageType.Begin, part);
        }
    }

    private void TrySend(MessageType type, ReadOnlyMemory<byte> message)
    {
        try
        {
            _sender.Send(type, message);
        }
        catch (BrokenPipeException)
        {
            // The end of the connection says the same.
        }
    }

    private static async Task<byte[]> FinishAsync(Task<byte[]> report, CancellationToken cancellation)
    {
        try
        {
            return await WithPatienceAsync(report, CommitPatience, cancellation);
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

    private async Task<byte[]> AskAsync(MessageType type, Action<IBufferWriter<byte>> encode, MessageType reply, CancellationToken cancellation)
    {
        Task<byte[]> answer = _replies.Expect(reply);
        ReadOnlyMemory<byte> message = Encode(encode);
        await SendAsync(() => _sender.Send(type, message), cancellation);
        return await answer.WaitAsync(cancellation);
    }

    private static ReadOnlyMemory<byte> Encode(Action<IBufferWriter<byte>> encode)
    {
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        return message.WrittenMemory;
    }

    /// <summary>Sends on another thread: the pipe may be full, and nobody may wait for it longer than the user does.</summary>
    private Task SendAsync(Action send, CancellationToken cancellation)
    {
        _replies.ThrowIfEnded();
        _sending = Task.Run(send, CancellationToken.None);
        return UntilOverAsync(_sending, cancellation);
    }

    /// <summary>Waits for sending to be done, or for the connection to end, which is told with its reason.</summary>
    private async Task UntilOverAsync(Task sending, CancellationToken cancellation)
    {
        await Task.WhenAny(sending, _over.Task).WaitAsync(cancellation);
        _replies.ThrowIfEnded();
        try
        {
            await sending;
        }
        catch (BrokenPipeException)
        {
            throw await EndReasonAsync();
        }
    }

    /// <summary>Why the connection has ended. The receiving thread learns it, soon; of a peer that took nothing more and goes on talking, it does not.</summary>
    private async Task<Exception> EndReasonAsync()
    {
        await Task.WhenAny(_over.Task, Task.Delay(Patience));
        _replies.ThrowIfEnded();
        return new ConnectionException(ConnectionFailure.Closed, $"{_connection.Peer} takes nothing more from us. Try again.");
    }

    private static async Task<byte[]> WithPatienceAsync(Task<byte[]> answer, TimeSpan patience, CancellationToken cancellation)
    {
        using var end = new CancellationTokenSource();
        await using (cancellation.Register(() => end.CancelAfter(patience)))
        {
            return await answer.WaitAsync(end.Token);
        }
    }

    private void GiveUp() => End(new ConnectionException(
        ConnectionFailure.TimedOut,
        $"lost the connection to {_connection.Peer}: no sign of life for {Keepalive.DeadAfter.TotalSeconds} s. Check the network, then push again; what was staged is not sent again."));

    private void End(Exception reason)
    {
        _replies.End(reason);
        _run?.Stop();
        _command?.Break(reason);
        _over.TrySetResult();
    }

    private void Receive()
    {
        try
        {
            using var reader = new MessageReader(_receiver, TakePack);
            while (reader.TryRead(out MessageType type, out ReadOnlySpan<byte> message))
            {
                Take(type, message);
            }

            End(DescribeEnd());
        }
        catch (BrokenPipeException)
        {
            End(DescribeEnd());
        }
        catch (Exception e)
        {
            // Whatever it is: who waits for the agent has to learn that nothing comes any more.
            End(e);
        }
    }

    private Exception DescribeEnd() => _isClosing
        ? new OperationCanceledException("the connection was closed")
        : _connection.DescribeEndAsync().GetAwaiter().GetResult();

    private void TakePack(in Frame frame)
    {
        if (_fetch is not { } fetch)
        {
            throw new ProtocolException($"{MessageType.Pack} came unasked");
        }

        fetch.Take(frame);
    }

    private void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case MessageType.Signature when _run is { } run:
                run.AddSignature(message);
                break;
            case MessageType.SignaturesEnd when _run is { } run:
                run.EndSignatures();
                break;
            case MessageType.Output when _command is { } command:
                command.TakeOutput(message);
                break;
            case MessageType.InputTaken when _command is { } command:
                command.TakeCredit(message);
                break;
            case MessageType.CommandResult when _command is { } command:
                // One that cannot be read must find the command still here, to end it.
                CommandResult result = CommandResult.Decode(message);
                _command = null;
                command.TakeResult(result);
                break;
            case MessageType.FetchEnd:
                _fetch = null;
                _replies.Take(type, message);
                break;
            case MessageType.Failure:
                throw Failure.Decode(message).ToException();
            case MessageType.Ping:
                break;
            default:
                _replies.Take(type, message);
                break;
        }
    }
}
