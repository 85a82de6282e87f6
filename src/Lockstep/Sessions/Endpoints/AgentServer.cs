using System.Buffers;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// The agent's loop: reads the client's messages and makes the calls of a <see cref="RemoteEndpoint"/> on the <see cref="LocalEndpoint"/> here. Ends when the client
/// says goodbye or its stream ends; what is staged then stays for the next run, and the target is unlocked.
/// </summary>
/// <remarks>
/// One thread reads and does what it reads, waiting for each call: nothing else may be done meanwhile, and what the client sends ahead waits in the pipe. Only
/// signatures and running commands have tasks of their own. Whatever fails, on whichever thread, is the agent's last message.
/// </remarks>
public sealed class AgentServer : IDisposable
{
    private readonly MessageSender _sender;
    private readonly MessageReceiver _receiver;
    private readonly Heartbeat _heartbeat;
    private readonly RequestOrder _order = new();
    private readonly FrameExpander _expander = new();
    private readonly MessageAssembler _assembler = new();
    private PackReceiver _packs = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly IEndpoint _endpoint;
    private readonly Action _breakOff;
    private RunRequestDecoder _request = new();
    private CancellationTokenSource? _signing;
    private Task _signatures = Task.CompletedTask;
    private readonly ServedCommands _commands;
    private readonly ServedChannels _channels;
    private ExitCode? _failed;

    private AgentServer(IEndpoint endpoint, Stream input, Stream output, Action breakOff, TimeProvider time, EndpointHost? host)
    {
        _endpoint = endpoint;
        _breakOff = breakOff;
        _sender = new MessageSender(output, time);
        _receiver = new MessageReceiver(input, Senders.Client, time);
        _commands = new ServedCommands(endpoint, _sender, OrFail);
        _channels = new ServedChannels(host, _sender, time);
        _heartbeat = new Heartbeat(_sender, rule => Silence() >= rule.DeadAfter, breakOff, time, work: () => DiskWork.Steps);
    }

    /// <summary>Serves one client; blocks the calling thread.</summary>
    /// <param name="endpoint">The target's side; the caller disposes it.</param>
    /// <param name="input">What the client sends.</param>
    /// <param name="output">What goes to the client.</param>
    /// <param name="breakOff">Called from any thread, possibly more than once: has to make all reading and writing on both streams end.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="host">Makes the endpoints of other clients over the same connection; null where there are none.</param>
    /// <returns>The exit code: <see cref="ExitCode.Done"/> after an orderly end.</returns>
    public static ExitCode Serve(
        IEndpoint endpoint, Stream input, Stream output, Action breakOff, TimeProvider? time = null, EndpointHost? host = null)
    {
        using var server = new AgentServer(endpoint, input, output, breakOff, time ?? TimeProvider.System, host);
        try
        {
            server.ServeUntilTheEnd();
            return server._failed ?? ExitCode.Done;
        }
        catch (Exception e)
        {
            return server.Fail(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        Task commands = _commands.EndAsync();
        _breakOff();
        Task.WhenAll(commands, _signatures, _channels.EndAsync()).Wait();
        _heartbeat.Dispose();
        _packs.Dispose();
        _expander.Dispose();
        _sender.Dispose();
        _signing?.Dispose();
        _ending.Dispose();
    }

    /// <summary>A client whose user reads a command's output slowly lets it wait in the pipe, and is alive.</summary>
    private TimeSpan Silence()
    {
        TimeSpan stall = _commands.IsAnyRunning ? TimeSpan.Zero : _sender.Stall;
        return stall > _receiver.Silence ? stall : _receiver.Silence;
    }

    private void ServeUntilTheEnd()
    {
        while (_receiver.TryReceive(out Frame frame))
        {
            _order.Accept(frame);
            if (frame.Type is MessageType.Goodbye or MessageType.Failure)
            {
                return;
            }

            if (frame.Type == MessageType.Pack)
            {
                Await(_endpoint.WriteAsync(_packs.Take(frame), _ending.Token).AsTask());
            }
            else if (frame.Type == MessageType.Begin)
            {
                _request.Add(_expander.Expand(frame));
                if (!frame.HasMore)
                {
                    Begin();
                }
            }
            else if (_assembler.TryComplete(frame.Type, frame.HasMore, _expander.Expand(frame), out ReadOnlySpan<byte> message))
            {
                Answer(frame.Type, message);
            }
        }
    }

    private void Answer(MessageType type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case MessageType.Hello:
                Greet(Hello.Decode(message));
                break;
            case MessageType.Open:
                Open(OpenRequest.Decode(message));
                break;
            case MessageType.Probe:
                Probe(ProbeRequest.Decode(message));
                break;
            case MessageType.History:
                Send(MessageType.HistoryReply, Await(_endpoint.HistoryAsync(HistoryRequest.Decode(message), _ending.Token)).Encode);
                break;
            case MessageType.Past:
                Send(MessageType.PastReply, Await(_endpoint.PastAsync(PastRequest.Decode(message), _ending.Token)).Encode);
                break;
            case MessageType.Purge:
                PurgeReport report = Await(_endpoint.PurgeAsync(PurgeRequest.Decode(message), _ending.Token));
                Send(MessageType.PurgeReply, writer => PurgeReply.Encode(report, writer));
                break;
            case MessageType.Fetch:
                Fetch(FetchRequest.Decode(message));
                break;
            case MessageType.Inspect:
                Send(MessageType.Inspection, Await(_endpoint.InspectAsync(_ending.Token)).Encode);
                break;
            case MessageType.Check:
                Send(MessageType.DriftReply, Await(_endpoint.CheckAsync(_ending.Token)).Encode);
                break;
            case MessageType.Attribute:
                Send(MessageType.AttributionReply, new AttributionReply(Await(_endpoint.AttributeAsync(AttributionRequest.Decode(message).Paths, _ending.Token))).Encode);
                break;
            case MessageType.Commit:
                Commit();
                break;
            case MessageType.Command:
                Start(CommandNumber.Take(ref message), CommandRequest.Decode(message));
                break;
            case MessageType.Signal or MessageType.Input or MessageType.InputEnd or MessageType.WindowSize:
                _commands.Take(type, message);
                break;
            case MessageType.Channel or MessageType.ChannelData or MessageType.ChannelTaken or MessageType.ChannelEnd:
                _channels.Take(type, message);
                break;
            default:
                // A sign of life; everything else was refused before.
                break;
        }
    }

    private void Greet(Hello client)
    {
        Send(MessageType.Hello, Greeting.Own.Encode);
        if (!Greeting.Own.TryAgree(client, out _))
        {
            throw new ProtocolException($"the client speaks versions {client.LeastVersion} to {client.NewestVersion} of the protocol, this agent {Greeting.Own.LeastVersion} to {Greeting.Own.NewestVersion}");
        }

        _order.Greeted();
    }

    private void Open(OpenRequest request)
    {
        TargetState state = Await(_endpoint.OpenAsync(request, _ending.Token));
        if (state.Holder is null)
        {
            _order.Opened(request.IsPreview, request.StaysOpen);
        }

        if (request.StaysOpen)
        {
            _heartbeat.Follow(Keepalive.Alert);
        }

        Send(MessageType.TargetState, state.Encode);
    }

    private void Probe(ProbeRequest request)
    {
        if (request.Key is { } key)
        {
            Send(MessageType.ProbeReply, new SealReply(Await(_endpoint.SealAsync(request.Paths, key, _ending.Token))).Encode);
        }
        else
        {
            Send(MessageType.ProbeReply, new ProbeReply(Await(_endpoint.ProbeAsync(request.Paths, _ending.Token))).Encode);
        }
    }

    private void Begin()
    {
        RunRequest request = _request.Complete();
        _request = new RunRequestDecoder();
        StageOffer offer = Await(_endpoint.BeginAsync(request, _ending.Token));
        _order.Begun();
        Send(MessageType.StageOffer, offer.Encode);
        _signing?.Dispose();
        _signing = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        CancellationToken signing = _signing.Token;
        _signatures = Task.Run(() => OrFail(() => SendSignaturesAsync(signing)));
    }

    private void Fetch(FetchRequest request)
    {
        var packs = new PackSender(_sender, Compression.Auto, new AdaptiveCompression());
        try
        {
            var end = new FetchEnd(Await(_endpoint.FetchAsync(request, packs, _ending.Token)));
            Await(packs.FinishAsync());
            Send(MessageType.FetchEnd, end.Encode);
        }
        finally
        {
            Await(packs.DisposeAsync().AsTask());
        }
    }

    /// <summary>Lets go of buffers and window: a commit needs the memory for other things.</summary>
    private void EndPacks()
    {
        _packs.Dispose();
        _packs = new PackReceiver();
    }

    private async Task SendSignaturesAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _endpoint.ReadSignatureAsync(cancellation) is { } signature)
            {
                Send(MessageType.Signature, signature.Encode);
            }
        }
        catch (OperationCanceledException)
        {
            // Contents that come no more need no signatures.
        }

        _sender.Send(MessageType.SignaturesEnd);
    }

    private void Commit()
    {
        _signing!.Cancel();
        Await(_signatures);
        EndPacks();
        CommitReport report = Await(_endpoint.CommitAsync(CancellationToken.None));
        _order.Committed();
        Send(MessageType.CommitReport, writer => CommitReportMessage.Encode(report, writer));
    }

    private void Start(int number, CommandRequest request)
    {
        if (request.LetsGo)
        {
            _order.AcceptLettingGo();
        }

        if (request.Lasts && request.Arguments.Count > 0)
        {
            _order.AcceptLasting();
        }

        Await(_commands.StartAsync(number, request, _ending.Token));
        if (request.LetsGo)
        {
            _order.LetGo();
        }
    }

    private void Send(MessageType type, Action<IBufferWriter<byte>> encode)
    {
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        _sender.Send(type, message.WrittenMemory);
    }

    /// <summary>Does work beside the receiving thread. When it fails, the connection ends.</summary>
    private async Task OrFail(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            _failed = Fail(e);
            _breakOff();
        }
    }

    /// <summary>Tells the client why the agent goes no further.</summary>
    private ExitCode Fail(Exception exception)
    {
        if (exception is BrokenPipeException)
        {
            // The client is gone, or has been told already.
            return _failed ?? ExitCode.NoConnection;
        }

        Failure failure = exception switch
        {
            SyncException known => Failure.Of(known),
            ProtocolException breach => new Failure(ExitCode.SyncFailed, $"the agent cannot go on: {breach.Message}. Nothing of it was used."),
            _ => DescribeBug(exception),
        };
        var message = new ArrayBufferWriter<byte>();
        failure.Encode(message);
        try
        {
            _sender.SendLast(MessageType.Failure, message.WrittenMemory);
        }
        catch (BrokenPipeException)
        {
            // The client is gone: there is nobody left to tell.
        }

        return failure.ExitCode;
    }

    private static Failure DescribeBug(Exception exception)
    {
        StandardOutput.WriteErrorLine($"lockstep-agent: a bug in the agent: {exception}");
        return new Failure(
            ExitCode.SyncFailed,
            $"the agent met a bug of its own ({exception.GetType().Name}: {exception.Message}). A commit that had begun is finished by the next push. Please report it.");
    }

    private static void Await(Task task) => task.GetAwaiter().GetResult();

    private static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
