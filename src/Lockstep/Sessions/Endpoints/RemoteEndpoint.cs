using System.Buffers;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Messages;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire;
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

    /// <summary>How long a command that was interrupted is waited for: what it gets after INT and TERM, and a little.</summary>
    private static readonly TimeSpan CommandPatience = (2 * new ChildCommand { Arguments = [] }.Grace) + Patience;

    private readonly IPeerPipe _connection;
    private readonly MessageSender _sender;
    private readonly MessageReceiver _receiver;
    private readonly Heartbeat _heartbeat;
    private readonly Replies _replies = new();
    private readonly Compression _compression;
    private readonly AdaptiveCompression _adaptive = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _receiving;
    private Task _sending = Task.CompletedTask;
    private volatile RemoteRun? _run;
    private volatile CommandOutput? _output;
    private bool _hasStaged;
    private volatile bool _isClosing;

    private RemoteEndpoint(IPeerPipe connection, Compression compression, long? bandwidthLimit, TimeProvider time)
    {
        _connection = connection;
        _compression = compression;
        Stream output = bandwidthLimit is { } limit ? new ThrottledStream(connection.Output, limit, time) : connection.Output;
        _sender = new MessageSender(output, time);
        _receiver = new MessageReceiver(connection.Input, Senders.Agent, time);
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
    public static async Task<RemoteEndpoint> GreetAsync(
        IPeerPipe connection, Compression compression, long? bandwidthLimit, CancellationToken cancellation, TimeProvider? time = null)
    {
        var endpoint = new RemoteEndpoint(connection, compression, bandwidthLimit, time ?? TimeProvider.System);
        try
        {
            Hello own = Greeting.Own;
            byte[] reply = await endpoint.AskAsync(MessageType.Hello, own.Encode, MessageType.Hello, cancellation);
            if (!own.TryAgree(Hello.Decode(reply), out _))
            {
                throw new SyncException(ExitCode.NoConnection, $"the agent on {connection.Peer} speaks another version of the protocol; remove ~/.cache/lockstep there and try again.");
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
        TargetState state = TargetState.Decode(await AskAsync(MessageType.Open, request.Encode, MessageType.TargetState, cancellation));
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
    public async Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation)
    {
        var run = new RemoteRun(request.Changes.Count, _replies.Expect(MessageType.StageOffer), new PackSender(_sender, _compression, _adaptive));
        _run = run;
        await SendAsync(() => SendParts(request), cancellation);
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
        // Where nothing is staged the offer is not waited for: a save takes half a round trip until it stands on the target.
        Task<byte[]> report = ReadReportAsync(run, AskAsync(MessageType.Commit, _ => { }, MessageType.CommitReport, CancellationToken.None));
        CommitReport decoded = CommitReportMessage.Decode(await FinishAsync(report, cancellation));
        _run = null;
        _hasStaged = decoded.Drift.Count > 0;
        await run.DisposeAsync();
        return decoded;
    }

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _output = output;
        try
        {
            Task<byte[]> result = AskAsync(MessageType.Command, request.Encode, MessageType.CommandResult, CancellationToken.None);
            await using (cancellation.Register(() => _sending = Task.Run(Interrupt)))
            {
                return CommandResult.Decode(await WithPatienceAsync(result, CommandPatience, cancellation));
            }
        }
        finally
        {
            _output = null;
        }
    }

    /// <summary>Says goodbye where nothing is under way, and ends the connection; in bounded time, whatever the agent does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_run is null && _replies.IsQuiet)
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

    /// <summary>The report that follows the offer, which was not waited for where it had to be empty.</summary>
    private async Task<byte[]> ReadReportAsync(RemoteRun run, Task<byte[]> report)
    {
        StageOffer offer = await run.ReadOfferAsync(CancellationToken.None);
        if (!_hasStaged && offer.Complete.Count + offer.Partial.Count > 0)
        {
            throw new ProtocolException("the target offers staged contents and said that it has none");
        }

        return await report;
    }

    private RemoteRun Run() => _run ?? throw new InvalidOperationException("Begin comes before contents and commit.");

    private void SendParts(RunRequest request)
    {
        foreach (MessagePart part in RunRequestEncoder.Parts(request))
        {
            _sender.Send(MessageType.Begin, part);
        }
    }

    private void Interrupt()
    {
        var message = new ArrayBufferWriter<byte>();
        CommandSignalMessage.Encode(CommandSignal.Interrupt, message);
        TrySend(MessageType.Signal, message.WrittenMemory);
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
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        await SendAsync(() => _sender.Send(type, message.WrittenMemory), cancellation);
        return await answer.WaitAsync(cancellation);
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
        _over.TrySetResult();
    }

    private void Receive()
    {
        try
        {
            using var reader = new MessageReader(_receiver);
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
            case MessageType.Output when _output is { } output:
                Output piece = Output.Decode(message);
                output(piece.Kind, piece.Bytes);
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
