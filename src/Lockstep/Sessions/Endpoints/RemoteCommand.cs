using System.Buffers;
using Lockstep.Processes;
using Lockstep.Sessions.Messages;
using Lockstep.Wire;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A command at the other end of a connection: what it is given becomes messages, and what comes of it is handed on by the receiving thread.</summary>
internal sealed class RemoteCommand : IRunningCommand
{
    /// <summary>How long a command that was interrupted is waited for: what it gets after INT and TERM, and a little.</summary>
    private static readonly TimeSpan Patience = (2 * new ChildCommand { Arguments = [] }.Grace) + TimeSpan.FromSeconds(2);

    private readonly MessageSender _sender;
    private readonly int _number;
    private readonly CommandOutput _output;
    private readonly InputCredit _credit = new();
    private readonly TaskCompletionSource<LastingReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CommandResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _interrupting = Task.CompletedTask;

    /// <param name="sender">The way to the agent.</param>
    /// <param name="number">Its number.</param>
    /// <param name="lasts">Whether it is a lasting one, for which the agent tells what it has met.</param>
    /// <param name="output">Takes what it writes.</param>
    public RemoteCommand(MessageSender sender, int number, bool lasts, CommandOutput output)
    {
        (_sender, _number, _output) = (sender, number, output);
        if (!lasts)
        {
            _report.SetResult(LastingReport.Nothing);
        }
    }

    /// <inheritdoc/>
    public Task<LastingReport> Report => _report.Task;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        while (!input.IsEmpty)
        {
            int length = await _credit.TakeAsync(Math.Min(input.Length, WireLimits.MaxInput), cancellation);
            if (length == 0)
            {
                return;
            }

            ReadOnlyMemory<byte> piece = input[..length];
            TrySend(MessageType.Input, writer => writer.Write(piece.Span));
            input = input[length..];
        }
    }

    /// <inheritdoc/>
    public void EndInput() => TrySend(MessageType.InputEnd, _ => { });

    /// <inheritdoc/>
    public void Resize(WindowSize size) => TrySend(MessageType.WindowSize, size.Encode);

    /// <inheritdoc/>
    public void Send(CommandSignal signal) => TrySend(MessageType.Signal, writer => CommandSignalMessage.Encode(signal, writer));

    /// <inheritdoc/>
    public async Task<CommandResult> WaitAsync(CancellationToken cancellation)
    {
        using var end = new CancellationTokenSource();
        await using (cancellation.Register(() =>
        {
            // On another thread: the pipe may be full, and whoever cancels does not wait for it.
            _interrupting = Task.Run(() => Send(CommandSignal.Interrupt));
            end.CancelAfter(Patience);
        }))
        {
            return await _result.Task.WaitAsync(end.Token);
        }
    }

    /// <summary>Waits for what is being sent. A command that still runs ends with the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_result.Task.IsCompleted)
        {
            await _interrupting;
        }
    }

    /// <summary>Hands on a piece of output.</summary>
    public void TakeOutput(ReadOnlySpan<byte> message)
    {
        Output piece = Output.Decode(message);
        ExpectReported("output");
        _output(piece.Kind, piece.Bytes);
    }

    /// <summary>Takes what the request for a lasting command has met.</summary>
    /// <exception cref="ProtocolException">It is none, or that was told before.</exception>
    public void TakeReport(ReadOnlySpan<byte> message)
    {
        if (!_report.TrySetResult(LastingReport.Decode(message)))
        {
            throw new ProtocolException($"{MessageType.Lasting} came unasked for command {_number}");
        }
    }

    /// <summary>The command has taken input.</summary>
    public void TakeCredit(ReadOnlySpan<byte> message) => _credit.Give(InputTaken.Decode(message).Count);

    /// <summary>The command has ended.</summary>
    public void TakeResult(CommandResult result)
    {
        _result.TrySetResult(result);
        _credit.End();
    }

    /// <summary>The connection has ended, and with it the command.</summary>
    public void Break(Exception reason)
    {
        _result.TrySetException(reason);
        _report.TrySetException(reason);
        // Who started it may have stopped waiting.
        _ = _result.Task.Exception;
        _ = _report.Task.Exception;
        _credit.End();
    }

    /// <summary>Throws a <see cref="ProtocolException"/> when the agent has not told what the request for a lasting command has met.</summary>
    public void ExpectReported(string what)
    {
        if (!_report.Task.IsCompleted)
        {
            throw new ProtocolException($"the {what} of command {_number} came before {MessageType.Lasting}");
        }
    }

    private void TrySend(MessageType type, Action<IBufferWriter<byte>> encode)
    {
        if (_result.Task.IsCompleted)
        {
            return;
        }

        var message = new ArrayBufferWriter<byte>();
        CommandNumber.Write(message, _number);
        encode(message);
        try
        {
            _sender.Send(type, message.WrittenMemory);
        }
        catch (BrokenPipeException)
        {
            // The end of the connection says the same.
        }
    }
}
