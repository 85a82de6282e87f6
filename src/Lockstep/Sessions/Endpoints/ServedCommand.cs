using System.Buffers;
using Lockstep.Sessions.Messages;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A client's command on the agent: passes on what the client sends for it and sends what comes of it. Nothing here lets the receiving thread wait.</summary>
internal sealed class ServedCommand : IAsyncDisposable
{
    private readonly int _number;
    private readonly MessageSender _sender;
    private readonly IRunningCommand _command;
    private readonly InputQueue _input = new();
    private readonly CancellationTokenSource _over = new();
    private Task _reporting = Task.CompletedTask;

    private ServedCommand(int number, MessageSender sender, IRunningCommand command)
    {
        _number = number;
        _sender = sender;
        _command = command;
    }

    /// <summary>What waits for its end and tells the client.</summary>
    public Task Serving { get; set; } = Task.CompletedTask;

    /// <summary>Starts it.</summary>
    public static async Task<ServedCommand> StartAsync(IEndpoint endpoint, int number, CommandRequest request, MessageSender sender, CancellationToken cancellation)
    {
        var reported = new ManualResetEventSlim(!request.Lasts);
        IRunningCommand command = await endpoint.StartAsync(
            request,
            (kind, bytes) =>
            {
                reported.Wait(CancellationToken.None);
                SendOutput(sender, number, kind, bytes);
            },
            cancellation);
        return new ServedCommand(number, sender, command) { _reporting = request.Lasts ? ReportAsync(command, number, sender, reported) : Task.CompletedTask };
    }

    /// <summary>Waits for its end; nothing is sent for it after that.</summary>
    public async Task<CommandResult> WaitAsync()
    {
        Task passing = PassInputAsync();
        CommandResult result = await _command.WaitAsync(CancellationToken.None);
        await _reporting;
        await _over.CancelAsync();
        await passing;
        return result;
    }

    /// <summary>Takes what the client sends for it, behind the number.</summary>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case MessageType.Signal:
                _command.Send(CommandSignalMessage.Decode(message));
                break;
            case MessageType.Input:
                _input.Add(message);
                break;
            case MessageType.InputEnd:
                new ByteReader(message).ExpectEnd("end of input");
                _input.End();
                break;
            default:
                _command.Resize(WindowSize.Decode(message));
                break;
        }
    }

    /// <summary>Its client is gone: it is ended, but for one that lasts.</summary>
    public void Leave() => _command.Leave();

    /// <summary>Ends it for good.</summary>
    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        _input.Dispose();
        _over.Dispose();
    }

    private async Task PassInputAsync()
    {
        try
        {
            ReadOnlyMemory<byte> input;
            while (!(input = await _input.TakeAsync(_over.Token)).IsEmpty)
            {
                await PassAsync(input);
            }

            _command.EndInput();
        }
        catch (OperationCanceledException)
        {
            // Nobody is left to take it.
        }
    }

    private async Task PassAsync(ReadOnlyMemory<byte> input)
    {
        while (!input.IsEmpty)
        {
            int length = Math.Min(input.Length, WireLimits.MaxInput);
            await _command.WriteAsync(input[..length], _over.Token);
            _input.Release(length);
            var message = new ArrayBufferWriter<byte>();
            CommandNumber.Write(message, _number);
            new InputTaken(length).Encode(message);
            _sender.Send(MessageType.InputTaken, message.WrittenMemory);
            input = input[length..];
        }
    }

    /// <summary>Tells what a request for a lasting command has met, before any of its output is sent.</summary>
    private static async Task ReportAsync(IRunningCommand command, int number, MessageSender sender, ManualResetEventSlim reported)
    {
        try
        {
            LastingReport report = await command.Report;
            var message = new ArrayBufferWriter<byte>();
            CommandNumber.Write(message, number);
            report.Encode(message);
            sender.Send(MessageType.Lasting, message.WrittenMemory);
        }
        finally
        {
            reported.Set();
        }
    }

    private static void SendOutput(MessageSender sender, int number, OutputKind kind, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, WireLimits.MaxOutput);
            var message = new ArrayBufferWriter<byte>(CommandNumber.MaxLength + length + 1);
            CommandNumber.Write(message, number);
            new Output(kind, bytes[..length]).Encode(message);
            sender.Send(MessageType.Output, message.WrittenMemory);
            bytes = bytes[length..];
        }
    }
}
