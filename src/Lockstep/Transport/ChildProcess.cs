using System.ComponentModel;
using System.Text;
using Lockstep.Native;

namespace Lockstep.Transport;

/// <summary>
/// A running command: it leads a session and process group of its own without our terminal, its output goes to a callback as it comes, and
/// it is ended with its whole group on cancelling or when its time is up. When we die, it gets TERM.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly OwnedProcess _process;
    private readonly ChildOutputPump _pump;
    private readonly ChildCommand _command;

    private ChildProcess(ChildCommand command, OwnedProcess process, ChildOutputPump pump, DescriptorWriter? input)
    {
        _command = command;
        _process = process;
        _pump = pump;
        Input = input;
    }

    /// <summary>The command's standard input when it was asked for; disposing it is the end of input.</summary>
    public DescriptorWriter? Input { get; }

    /// <summary>Starts a command.</summary>
    /// <exception cref="SyncException">The directory cannot be entered, or no process can be started.</exception>
    /// <remarks>A program that is not there is no exception: as from a shell, the exit code is 127 and standard error says it.</remarks>
    public static ChildProcess Start(ChildCommand command, ChildOutput onOutput)
    {
        ProcessPipe? input = command.HasInput ? new ProcessPipe() : null;
        var output = new ProcessPipe();
        var error = new ProcessPipe();
        try
        {
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = command.Launcher.Program,
                Arguments = command.Launcher.Arguments(command.Arguments, isShielded: false),
                AddedEnvironment = [.. command.Environment.Select(variable => Encoding.UTF8.GetBytes($"{variable.Key}={variable.Value}"))],
                Directory = command.Directory,
                OpenDirectory = command.OpenDirectory,
                NewSession = true,
                Input = input?.ReadEnd,
                Output = output.WriteEnd,
                Error = error.WriteEnd,
            });
            CloseEach(input?.ReadEnd, output.WriteEnd, error.WriteEnd);
            var pump = new ChildOutputPump(output.ReadEnd, error.ReadEnd, onOutput);
            return new ChildProcess(command, process, pump, input is null ? null : new DescriptorWriter(input.WriteEnd));
        }
        catch (Win32Exception e)
        {
            CloseEach(input, output, error);
            string directory = command.Directory is { } path ? $" in {Tree.DisplayText.Of(path.Span)}" : "";
            throw new SyncException(ExitCode.SyncFailed, $"cannot start {Tree.DisplayText.Of(command.Arguments[0].Span)}{directory}: {e.Message}.", e);
        }
    }

    /// <summary>Runs a command to its end.</summary>
    /// <inheritdoc cref="WaitAsync"/>
    public static async Task<ChildExit> RunAsync(ChildCommand command, ChildOutput onOutput, CancellationToken cancellation)
    {
        await using ChildProcess child = Start(command, onOutput);
        return await child.WaitAsync(cancellation);
    }

    /// <summary>
    /// Waits until the command has ended and its output has been handed out. What it leaves running in the background keeps running, but its
    /// later output is lost.
    /// </summary>
    /// <remarks>Cancelling ends the command (INT, TERM, KILL to its group) and gives its exit; it does not throw.</remarks>
    /// <exception cref="Exception">What the output's taker threw; the command has been ended then.</exception>
    public async Task<ChildExit> WaitAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_command.TimeLimit);
        bool hasEnded = await IsDoneAsync(Task.WhenAny(_process.Ended, AwaitBrokenOutputAsync()), Timeout.InfiniteTimeSpan, limit.Token);
        if (!_process.Ended.IsCompleted)
        {
            await EndGroupAsync();
        }

        _pump.Finish();
        ProcessExit exit = _process.Reap();
        await _pump.Done;
        return new ChildExit(exit, TimedOut: !hasEnded && !cancellation.IsCancellationRequested);
    }

    /// <summary>Sends the command's group a signal.</summary>
    public void Send(ProcessSignal signal) => _process.Send(signal);

    /// <summary>Ends the command if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        Input?.Dispose();
        if (!_process.Ended.IsCompleted)
        {
            _process.Send(ProcessSignal.Kill);
            await _process.Ended;
        }

        _process.Reap();
        _pump.Dispose();
    }

    /// <summary>Asks the group to end, ever more firmly. The zombie of its leader keeps the group's number ours until it is reaped.</summary>
    private async Task EndGroupAsync()
    {
        // What still holds an output is still there, even when the leader has ended.
        Task done = Task.WhenAll(_process.Ended, _pump.Done);
        foreach (ProcessSignal signal in new[] { ProcessSignal.Interrupt, ProcessSignal.Terminate })
        {
            _process.Send(signal);
            if (await IsDoneAsync(done, _command.Grace, CancellationToken.None))
            {
                break;
            }
        }

        _process.Send(ProcessSignal.Kill);
        await _process.Ended;
    }

    /// <summary>Ends only when nobody takes the output any more.</summary>
    private async Task AwaitBrokenOutputAsync()
    {
        await ((Task)_pump.Done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_pump.Done.IsFaulted)
        {
            await _process.Ended;
        }
    }

    private static async Task<bool> IsDoneAsync(Task task, TimeSpan limit, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task delay = Task.Delay(limit, over.Token);
        bool isDone = await Task.WhenAny(task, delay) == task;
        await over.CancelAsync();
        return isDone;
    }

    private static void CloseEach(params ReadOnlySpan<IDisposable?> resources)
    {
        foreach (IDisposable? resource in resources)
        {
            resource?.Dispose();
        }
    }
}
