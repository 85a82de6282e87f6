using System.Buffers;
using System.Threading.Channels;
using Lockstep.Plan;
using Lockstep.Transport;
using Lockstep.Tree;
using Lockstep.Wire;

namespace Lockstep.Sessions;

/// <summary>A target at the other end of a connection: each call becomes messages to the agent there, which makes the same call on its <see cref="LocalEndpoint"/>.</summary>
internal sealed class RemoteEndpoint : IEndpoint
{
    /// <summary>Signatures that may wait to be used. When there are more, the agent waits with sending them.</summary>
    private const int SignatureQueueLength = 4;

    private readonly IPeerPipe _connection;
    private readonly MessageSender _sender;
    private readonly MessageReceiver _receiver;
    private readonly Heartbeat _heartbeat;
    private readonly Replies _replies = new();
    private readonly Compression _compression;
    private readonly Channel<ContentSignature> _signatures = Channel.CreateBounded<ContentSignature>(
        new BoundedChannelOptions(SignatureQueueLength) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _ended = new();
    private readonly Task _receiving;
    private Task<byte[]>? _offer;
    private bool _hasStaged;
    private int _changeCount;
    private PackSender? _packs;
    private CommandOutput? _output;

    private RemoteEndpoint(IPeerPipe connection, Compression compression, long? bandwidthLimit)
    {
        _connection = connection;
        Stream output = bandwidthLimit is { } limit ? new ThrottledStream(connection.Output, limit, TimeProvider.System) : connection.Output;
        _sender = new MessageSender(output);
        _receiver = new MessageReceiver(connection.Input, Senders.Agent, TimeProvider.System);
        _heartbeat = new Heartbeat(_sender, _receiver, connection.Abort, TimeProvider.System);
        _compression = compression;
        _receiving = Task.Factory.StartNew(Receive, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public TransportCount Transported => new(_connection.BytesSent, _connection.BytesReceived, _connection.AgentBytes);

    /// <summary>Greets the agent at the other end of a connection and takes the connection over.</summary>
    public static async Task<RemoteEndpoint> GreetAsync(IPeerPipe connection, Compression compression, long? bandwidthLimit, CancellationToken cancellation)
    {
        var endpoint = new RemoteEndpoint(connection, compression, bandwidthLimit);
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
        _hasStaged = state.HasStaged;
        return state;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Difference>> ProbeAsync(IReadOnlyList<RelativePath> paths, CancellationToken cancellation) =>
        ProbeReply.Decode(await AskAsync(MessageType.Probe, new ProbeRequest(paths).Encode, MessageType.ProbeReply, cancellation)).Found;

    /// <inheritdoc/>
    public async Task<StageOffer> BeginAsync(RunRequest request, CancellationToken cancellation)
    {
        _changeCount = request.Changes.Count;
        _packs = new PackSender(_sender, _compression);
        _offer = _replies.Expect(MessageType.StageOffer);
        foreach (MessagePart part in RunRequestEncoder.Parts(request))
        {
            Send(() => _sender.Send(MessageType.Begin, part));
        }

        return _hasStaged ? StageOffer.Decode(await _offer.WaitAsync(cancellation), _changeCount) : StageOffer.Nothing;
    }

    /// <inheritdoc/>
    public async Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation)
    {
        while (await _signatures.Reader.WaitToReadAsync(cancellation))
        {
            if (_signatures.Reader.TryRead(out ContentSignature? signature))
            {
                return signature;
            }
        }

        _replies.ThrowIfEnded();
        return null;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation) =>
        _packs is { } packs ? packs.WriteAsync(pack, cancellation) : throw new InvalidOperationException("contents need a run that was begun");

    /// <inheritdoc/>
    public async Task<CommitReport> CommitAsync(CancellationToken cancellation)
    {
        if (_packs is { } packs)
        {
            await packs.FinishAsync();
        }

        await EndPacksAsync();
        if (_offer is not null)
        {
            await _offer.WaitAsync(cancellation);
        }

        return CommitReportMessage.Decode(await AskAsync(MessageType.Commit, _ => { }, MessageType.CommitReport, cancellation));
    }

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(CommandRequest request, CommandOutput output, CancellationToken cancellation)
    {
        _output = output;
        Task<byte[]> result = AskAsync(MessageType.Command, request.Encode, MessageType.CommandResult, CancellationToken.None);
        await using (cancellation.Register(() => Send(SendInterrupt)))
        {
            return CommandResult.Decode(await result);
        }

        void SendInterrupt()
        {
            var message = new ArrayBufferWriter<byte>();
            CommandSignalMessage.Encode(CommandSignal.Interrupt, message);
            _sender.Send(MessageType.Signal, message.WrittenMemory);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _heartbeat.Dispose();
        await _ended.CancelAsync();
        await EndPacksAsync();
        await _connection.DisposeAsync();
        await _receiving;
        _sender.Dispose();
        _ended.Dispose();
    }

    private async ValueTask EndPacksAsync()
    {
        if (_packs is { } packs)
        {
            _packs = null;
            await packs.DisposeAsync();
        }
    }

    private async Task<byte[]> AskAsync(MessageType type, Action<IBufferWriter<byte>> encode, MessageType reply, CancellationToken cancellation)
    {
        Task<byte[]> answer = _replies.Expect(reply);
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        Send(() => _sender.Send(type, message.WrittenMemory));
        return await answer.WaitAsync(cancellation);
    }

    /// <summary>Sends; a broken pipe is not told here, for the receiving side learns the reason for it.</summary>
    private void Send(Action send)
    {
        _replies.ThrowIfEnded();
        try
        {
            send();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _receiving.Wait();
            _replies.ThrowIfEnded();
        }
    }

    private void Receive()
    {
        Exception end;
        try
        {
            using var dispatcher = new MessageReader(_receiver);
            while (dispatcher.TryRead(out MessageType type, out ReadOnlySpan<byte> message))
            {
                Take(type, message);
            }

            end = _connection.DescribeEndAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            end = _connection.DescribeEndAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ProtocolException or SyncException or OperationCanceledException)
        {
            end = e;
        }

        _replies.End(end);
        _signatures.Writer.TryComplete();
    }

    private void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case MessageType.Signature:
                _signatures.Writer.WriteAsync(ContentSignature.Decode(message, _changeCount), _ended.Token).AsTask().GetAwaiter().GetResult();
                break;
            case MessageType.SignaturesEnd:
                _signatures.Writer.TryComplete();
                break;
            case MessageType.Output:
                Output output = Output.Decode(message);
                _output?.Invoke(output.Kind, output.Bytes);
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
