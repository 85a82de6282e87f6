using System.ComponentModel;
using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Native.Terminals;
using Lockstep.Tree;

namespace Lockstep.Processes;

/// <summary>
/// A running command: it leads a session and process group of its own, on a terminal of its own or without one, its output goes to a callback as it comes, and
/// it is ended with all it started on demand or when its time is up. When we die, it gets TERM.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly OwnedProcess _process;
    private readonly ChildOutputPump _pump;
    private readonly ChildCommand _command;
    private readonly ChildStreams _streams;
    private readonly ChildGuard? _guard;
    private readonly TaskCompletionSource<ProcessSignal> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ChildCommand command, OwnedProcess process, ChildStreams streams, ChildGuard? guard, ChildOutput onOutput)
    {
        _command = command;
        _process = process;
        _streams = streams;
        _pump = new ChildOutputPump(streams.Output, streams.Error, onOutput);
        _guard = guard;
    }

    /// <summary>The command's standard input when it was asked for; disposing it is the end of input.</summary>
    public DescriptorWriter? Input => _streams.Input;

    /// <summary>Starts a command.</summary>
    /// <exception cref="SyncException">The directory cannot be entered, or no process can be started.</exception>
    /// <remarks>A program that is not there is no exception: as from a shell, the exit code is 127 and standard error says it.</remarks>
    public static ChildProcess Start(ChildCommand command, ChildOutput onOutput)
    {
        ChildStreams? streams = null;
        // Before the command: it must not have started anything that nobody guards.
        ChildGuard? guard = command.IsGuarded ? ChildGuard.Start(command.Launcher, command.Grace, command.GuardHolds) : null;
        try
        {
            streams = ChildStreams.Open(command);
            OwnedProcess process = OwnedProcess.Start(new ProcessStart
            {
                Path = command.Launcher.Program,
                Arguments = command.Launcher.Arguments(command.Arguments, command.Terminal is null ? ExecVerb.Plain : ExecVerb.OnTerminal),
                AddedEnvironment = command.Environment.ConvertAll(variable => Encoding.UTF8.GetBytes($"{variable.Key}={variable.Value}")),
                Directory = command.Directory,
                OpenDirectory = command.OpenDirectory,
                NewSession = true,
                Input = streams.ChildsInput,
                Output = streams.ChildsOutput,
                Error = streams.ChildsError,
            });
            guard?.Watch(process.Id);
            streams.CloseChildsEnds();
            return new ChildProcess(command, process, streams, guard, onOutput);
        }
        catch (Win32Exception e)
        {
            streams?.Dispose();
            guard?.DisposeAsync().AsTask().Wait();
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
    /// <remarks>Cancelling is <see cref="End"/> with INT, and gives the command's exit; it does not throw.</remarks>
    /// <exception cref="Exception">What the output's taker threw; the command has been ended then.</exception>
    public async Task<ChildExit> WaitAsync(CancellationToken cancellation)
    {
        await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(self => ((ChildProcess)self!).End(ProcessSignal.Interrupt), this);
        Task over = Task.WhenAny(_process.Ended, AwaitBrokenOutputAsync(), _ending.Task);
        bool isOverInTime = await IsDoneAsync(over, _command.TimeLimit);
        if (!_process.Ended.IsCompleted)
        {
            await EndSessionAsync(_ending.Task.IsCompleted ? await _ending.Task : ProcessSignal.Interrupt);
        }

        _pump.Finish();
        ProcessExit exit = _process.Reap();
        await _pump.Done;
        return new ChildExit(exit, TimedOut: !isOverInTime);
    }

    /// <summary>
    /// Asks the command and all it started to end: by this signal (on a terminal by its hangup), and by firmer ones when that does not help in time. For whoever waits
    /// for the command.
    /// </summary>
    public void End(ProcessSignal signal)
    {
        if (signal == ProcessSignal.Kill)
        {
            _process.KillSession();
        }

        _ending.TrySetResult(signal);
    }

    /// <summary>Nobody wants the command's standard output any more: its next write there is a broken pipe. A terminal stays, the output is dropped.</summary>
    public void CloseOutput()
    {
        if (_streams.Terminal is null)
        {
            _pump.CloseOutput();
        }
    }

    /// <summary>Changes the size of the command's terminal; nothing without one.</summary>
    public void Resize(TerminalSize size) => _streams.Terminal?.Resize(size);

    /// <summary>Ends the command if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        Input?.Dispose();
        if (!_process.Ended.IsCompleted)
        {
            _process.KillSession();
            await _process.Ended;
        }

        _process.Reap();
        _pump.Dispose();
        _streams.Dispose();
        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }
    }

    /// <summary>Asks all to end, ever more firmly. The zombie of the leader keeps its number ours until it is reaped.</summary>
    private async Task EndSessionAsync(ProcessSignal first)
    {
        // What still holds an output is still there, even when the leader has ended.
        Task done = Task.WhenAll(_process.Ended, _pump.Done);
        ProcessSignal[] signals = (first, _command.Terminal) switch
        {
            (ProcessSignal.Kill, _) => [],
            // A shell that a user types to takes neither INT nor TERM for its end.
            (_, not null) => [ProcessSignal.Hangup, ProcessSignal.Terminate],
            (ProcessSignal.Terminate, _) => [ProcessSignal.Terminate],
            _ => [ProcessSignal.Interrupt, ProcessSignal.Terminate],
        };
        foreach (ProcessSignal signal in signals)
        {
            _process.SendToSession(signal);
            if (await IsDoneAsync(done, _command.Grace))
            {
                break;
            }
        }

        _process.KillSession();
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

    private static async Task<bool> IsDoneAsync(Task task, TimeSpan limit)
    {
        using var over = new CancellationTokenSource();
        bool isDone = await Task.WhenAny(task, Task.Delay(limit, over.Token)) == task;
        await over.CancelAsync();
        return isDone;
    }
}
