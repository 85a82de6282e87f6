using System.Buffers;
using Lockstep.Plan;
using Lockstep.Wire;

namespace Lockstep.Sessions;

/// <summary>
/// The agent's loop: reads the client's messages and makes the calls of a <see cref="RemoteEndpoint"/> on the <see cref="LocalEndpoint"/> here. Ends when the client
/// says goodbye or its stream ends; what is staged then stays for the next run, and the target is unlocked.
/// </summary>
/// <remarks>
/// One thread reads and does what it reads, waiting for each call: nothing else may be done meanwhile, and what the client sends ahead waits in the pipe. Only
/// signatures and a running command have tasks of their own.
/// </remarks>
public sealed class AgentServer : IDisposable
{
    private readonly MessageSender _sender;
    private readonly MessageReceiver _receiver;
    private readonly Heartbeat _heartbeat;
    private readonly FrameExpander _expander = new();
    private readonly MessageAssembler _assembler = new();
    private PackReceiver _packs = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly IEndpoint _endpoint;
    private RunRequestDecoder _request = new();
    private Task _signatures = Task.CompletedTask;
    private Task _command = Task.CompletedTask;
    private CancellationTokenSource? _commandEnding;
    private bool _hasGreeted;

    private AgentServer(IEndpoint endpoint, Stream input, Stream output, Action onSilence)
    {
        _endpoint = endpoint;
        _sender = new MessageSender(output);
        _receiver = new MessageReceiver(input, Senders.Client, TimeProvider.System);
        _heartbeat = new Heartbeat(_sender, _receiver, onSilence, TimeProvider.System);
    }

    /// <summary>Serves one client; blocks the calling thread.</summary>
    /// <param name="endpoint">The target's side; the caller disposes it.</param>
    /// <param name="input">What the client sends.</param>
    /// <param name="output">What goes to the client.</param>
    /// <param name="onSilence">Called when the client has given no sign of life for too long; it has to make reading end.</param>
    /// <returns>The exit code: <see cref="ExitCode.Done"/> after an orderly end.</returns>
    public static ExitCode Serve(IEndpoint endpoint, Stream input, Stream output, Action onSilence)
    {
        using var server = new AgentServer(endpoint, input, output, onSilence);
        try
        {
            server.ServeUntilTheEnd();
            return ExitCode.Done;
        }
        catch (SyncException e)
        {
            return server.Refuse(Failure.Of(e));
        }
        catch (ProtocolException e)
        {
            return server.Refuse(new Failure(ExitCode.SyncFailed, $"the agent cannot go on: {e.Message}."));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client is gone: there is nobody left to tell.
            return ExitCode.NoConnection;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heartbeat.Dispose();
        _ending.Cancel();
        _commandEnding?.Cancel();
        Task.WhenAll(_command, _signatures).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _packs.Dispose();
        _expander.Dispose();
        _sender.Dispose();
        _commandEnding?.Dispose();
        _ending.Dispose();
    }

    private void ServeUntilTheEnd()
    {
        while (_receiver.TryReceive(out Frame frame) && frame.Type != MessageType.Goodbye)
        {
            if (!_hasGreeted && frame.Type != MessageType.Hello)
            {
                throw new ProtocolException($"{frame.Type} came before the greeting");
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
                Send(MessageType.TargetState, Await(_endpoint.OpenAsync(OpenRequest.Decode(message), _ending.Token)).Encode);
                break;
            case MessageType.Probe:
                Send(MessageType.ProbeReply, new ProbeReply(Await(_endpoint.ProbeAsync(ProbeRequest.Decode(message).Paths, _ending.Token))).Encode);
                break;
            case MessageType.Commit:
                Await(_signatures);
                EndPacks();
                CommitReport report = Await(_endpoint.CommitAsync(_ending.Token));
                Send(MessageType.CommitReport, writer => CommitReportMessage.Encode(report, writer));
                break;
            case MessageType.Command:
                Start(CommandRequest.Decode(message));
                break;
            case MessageType.Signal:
                // Whatever the signal, the endpoint ends the command step by step: INT, TERM, KILL.
                CommandSignalMessage.Decode(message);
                _commandEnding?.Cancel();
                break;
            case MessageType.Failure:
                throw Failure.Decode(message).ToException();
            case MessageType.Ping:
                break;
            default:
                throw new ProtocolException($"{type} is not for an agent");
        }
    }

    private void Greet(Hello client)
    {
        _hasGreeted = true;
        Send(MessageType.Hello, Greeting.Own.Encode);
        if (!Greeting.Own.TryAgree(client, out _))
        {
            throw new ProtocolException($"the client speaks versions {client.LeastVersion} to {client.NewestVersion} of the protocol, this agent {Greeting.Own.LeastVersion} to {Greeting.Own.NewestVersion}");
        }
    }

    private void Begin()
    {
        RunRequest request = _request.Complete();
        _request = new RunRequestDecoder();
        Send(MessageType.StageOffer, Await(_endpoint.BeginAsync(request, _ending.Token)).Encode);
        _signatures = Task.Run(SendSignaturesAsync);
    }

    /// <summary>Lets go of buffers and window: a commit needs the memory for other things.</summary>
    private void EndPacks()
    {
        _packs.Dispose();
        _packs = new PackReceiver();
    }

    private async Task SendSignaturesAsync()
    {
        while (await _endpoint.ReadSignatureAsync(_ending.Token) is { } signature)
        {
            Send(MessageType.Signature, signature.Encode);
        }

        _sender.Send(MessageType.SignaturesEnd);
    }

    private void Start(CommandRequest request)
    {
        if (!_command.IsCompleted)
        {
            throw new ProtocolException("a command came while another runs");
        }

        _commandEnding?.Dispose();
        _commandEnding = new CancellationTokenSource();
        CancellationToken ending = _commandEnding.Token;
        _command = Task.Run(async () =>
        {
            try
            {
                CommandResult result = await _endpoint.RunAsync(request, SendOutput, ending);
                Send(MessageType.CommandResult, result.Encode);
            }
            catch (SyncException e)
            {
                Send(MessageType.Failure, Failure.Of(e).Encode);
            }
        });
    }

    private void SendOutput(OutputKind kind, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, WireLimits.MaxOutput);
            var message = new ArrayBufferWriter<byte>(length + 1);
            new Output(kind, bytes[..length]).Encode(message);
            _sender.Send(MessageType.Output, message.WrittenMemory);
            bytes = bytes[length..];
        }
    }

    private void Send(MessageType type, Action<IBufferWriter<byte>> encode)
    {
        var message = new ArrayBufferWriter<byte>();
        encode(message);
        _sender.Send(type, message.WrittenMemory);
    }

    private ExitCode Refuse(Failure failure)
    {
        try
        {
            Send(MessageType.Failure, failure.Encode);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client is gone: there is nobody left to tell.
        }

        return failure.ExitCode;
    }

    private static void Await(Task task) => task.GetAwaiter().GetResult();

    private static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
