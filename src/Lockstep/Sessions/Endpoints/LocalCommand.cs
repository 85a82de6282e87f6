using Lockstep.Files.Roots;
using Lockstep.Native.Processes;
using Lockstep.Native.Terminals;
using Lockstep.Processes;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Endpoints;

/// <summary>A command on this machine.</summary>
internal sealed class LocalCommand : IRunningCommand
{
    private readonly ChildProcess _child;
    private readonly ChangedFile _changed;
    private readonly Func<CommandResult, Task> _onEnd;
    private readonly IDisposable? _held;

    private LocalCommand(ChildProcess child, ChangedFile changed, Func<CommandResult, Task> onEnd, IDisposable? held)
    {
        _child = child;
        _changed = changed;
        _onEnd = onEnd;
        _held = held;
    }

    /// <summary>Starts it.</summary>
    /// <param name="request">What.</param>
    /// <param name="root">Where: the directory that is open, whatever stands at its path.</param>
    /// <param name="output">Takes what it writes.</param>
    /// <param name="onEnd">Is told how it ended before whoever waits for it is.</param>
    /// <param name="launcher">The program that starts it.</param>
    /// <param name="held">What it needs as long as it runs; null for nothing.</param>
    /// <exception cref="SyncException">The directory cannot be entered, or no process can be started.</exception>
    public static LocalCommand Start(
        CommandRequest request,
        TargetRoot root,
        CommandOutput output,
        Func<CommandResult, Task> onEnd,
        Launcher launcher,
        IDisposable? held = null)
    {
        ChangedFile changed = ChangedFile.Write(request.Changed);
        try
        {
            var command = new ChildCommand
            {
                Launcher = launcher,
                Arguments = request.Arguments,
                Environment = [.. request.Environment, new("LOCKSTEP_CHANGED", changed.Path)],
                Directory = root.Location.Path,
                OpenDirectory = root.Tree?.Root.Lend(),
                HasInput = request.TakesInput,
                Terminal = request.Terminal is { } size ? SizeOf(size) : null,
                IsGuarded = true,
                TimeLimit = request.Timeout,
            };
            return new LocalCommand(ChildProcess.Start(command, (isError, bytes) => output(isError ? OutputKind.Error : OutputKind.Out, bytes)), changed, onEnd, held);
        }
        catch
        {
            changed.Dispose();
            held?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await (_child.Input?.WriteAsync(input, cancellation) ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The command has closed its input, or has ended: as in a pipeline, the rest is for nobody.
        }
    }

    /// <inheritdoc/>
    public void EndInput() => _child.Input?.Dispose();

    /// <inheritdoc/>
    public void Resize(WindowSize size) => _child.Resize(SizeOf(size));

    /// <inheritdoc/>
    public void Send(CommandSignal signal)
    {
        if (signal == CommandSignal.BrokenPipe)
        {
            _child.CloseOutput();
        }
        else
        {
            _child.End((ProcessSignal)signal);
        }
    }

    /// <inheritdoc/>
    public async Task<CommandResult> WaitAsync(CancellationToken cancellation)
    {
        ChildExit exit = await _child.WaitAsync(cancellation);
        var result = new CommandResult(exit.Exit.Code, exit.TimedOut);
        await _onEnd(result);
        _held?.Dispose();
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _changed.Dispose();
        _held?.Dispose();
    }

    private static TerminalSize SizeOf(WindowSize size) => new(size.Columns, size.Rows);
}
