using Lockstep.Native.Terminals;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>A command that takes what it is given when a test lets it, writes it down, and ends when the test says so.</summary>
internal sealed class ScriptedCommand(CommandRequest request, CommandOutput output) : IRunningCommand
{
    private readonly TaskCompletionSource<CommandResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _inputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<WindowSize> _resized = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CommandSignal> _signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommandRequest Request => request;

    public MemoryStream Input { get; } = new();

    /// <summary>Until this is done, input is not taken.</summary>
    public Task TakesInput { get; init; } = Task.CompletedTask;

    public Task InputEnded => _inputEnded.Task;

    public Task<WindowSize> Resized => _resized.Task;

    public Task<CommandSignal> Signalled => _signalled.Task;

    public bool IsDisposed { get; private set; }

    /// <summary>Whether whoever started it went away and left it as it is.</summary>
    public bool WasLeft { get; private set; }

    public Task<LastingReport> Report { get; init; } = Task.FromResult(LastingReport.Nothing);

    public void Write(OutputKind stream, ReadOnlySpan<byte> bytes) => output(stream, bytes);

    public void End(int code) => _result.TrySetResult(new CommandResult(code, TimedOut: false));

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        await TakesInput.WaitAsync(cancellation);
        Input.Write(input.Span);
    }

    public void Leave()
    {
        WasLeft = true;
        if (request.Lasts)
        {
            End(0);
        }
        else
        {
            Send(CommandSignal.Terminate);
        }
    }

    public void EndInput() => _inputEnded.TrySetResult();

    public void Resize(WindowSize size) => _resized.TrySetResult(size);

    public void Send(CommandSignal signal)
    {
        _signalled.TrySetResult(signal);
        if (signal != CommandSignal.BrokenPipe)
        {
            End(128 + (int)signal);
        }
    }

    public async Task<CommandResult> WaitAsync(CancellationToken cancellation)
    {
        await using (cancellation.Register(() => Send(CommandSignal.Interrupt)))
        {
            return await _result.Task;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        End(137);
        return ValueTask.CompletedTask;
    }
}
