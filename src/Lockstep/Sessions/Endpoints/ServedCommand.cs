using System.Buffers;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A client's command on the agent: passes on what the client sends for it and sends what comes of it. Nothing here lets the receiving thread wait.</summary>
internal sealed class ServedCommand : IAsyncDisposable
{
    private readonly MessageSender _sender;
    private readonly IRunningCommand _command;
    private readonly InputQueue _input = new();
    private readonly CancellationTokenSource _over = new();

    private ServedCommand(MessageSender sender, IRunningCommand command)
    {
        _sender = sender;
        _command = command;
    }

    /// <summary>Starts it.</summary>
    public static async Task<ServedCommand> StartAsync(IEndpoint endpoint, CommandRequest request, MessageSender sender, CancellationToken cancellation) =>
        new(sender, await endpoint.StartAsync(request, (kind, bytes) => SendOutput(sender, kind, bytes), cancellation));

    /// <summary>Waits for its end; nothing is sent for it after that.</summary>
    public async Task<CommandResult> WaitAsync()
    {
        Task passing = PassInputAsync();
        CommandResult result = await _command.WaitAsync(CancellationToken.None);
        await _over.CancelAsync();
        await passing;
        return result;
    }

    /// <summary>Takes input for it.</summary>
    public void AddInput(ReadOnlySpan<byte> bytes) => _input.Add(bytes);

    /// <summary>Its input is at its end.</summary>
    public void EndInput() => _input.End();

    /// <summary>Its terminal has another size.</summary>
    public void Resize(WindowSize size) => _command.Resize(size);

    /// <summary>Ends it, or its output.</summary>
    public void Send(CommandSignal signal) => _command.Send(signal);

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
            new InputTaken(length).Encode(message);
            _sender.Send(MessageType.InputTaken, message.WrittenMemory);
            input = input[length..];
        }
    }

    private static void SendOutput(MessageSender sender, OutputKind kind, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, WireLimits.MaxOutput);
            var message = new ArrayBufferWriter<byte>(length + 1);
            new Output(kind, bytes[..length]).Encode(message);
            sender.Send(MessageType.Output, message.WrittenMemory);
            bytes = bytes[length..];
        }
    }
}
