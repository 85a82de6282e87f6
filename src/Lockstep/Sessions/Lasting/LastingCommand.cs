using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Lockstep.Processes;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// A request for a lasting command on this machine, from the one that stands there already to the end of the one that is followed. All of it on a thread of its own, so
/// that nobody waits meanwhile; leaving it leaves the command as it is.
/// </summary>
internal sealed class LastingCommand : IRunningCommand
{
    /// <summary>How much of what a command wrote before is shown when it is taken up.</summary>
    private const int ShownBefore = 2048;

    private const int ThreadStackSize = 256 * 1024;

    private static readonly TimeSpan Grace = new ChildCommand { Arguments = [] }.Grace;

    /// <summary>Whether one is to run in the end; else the one that does is ended, and that is all.</summary>
    private readonly bool _starts;

    private readonly DirectoryHandle? _state;
    private readonly ReadOnlyMemory<byte> _root;
    private readonly CommandRequest _request;
    private readonly CommandOutput _output;
    private readonly Launcher _launcher;
    private readonly WakeUp _wake = new();
    private readonly TaskCompletionSource<LastingReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CommandResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private LastingPlace? _followed;
    private ProcessSignal _asked;
    private volatile bool _isLeft;

    private LastingCommand(DirectoryHandle? state, ReadOnlyMemory<byte> root, CommandRequest request, CommandOutput output, Launcher launcher) =>
        (_state, _root, _request, _output, _launcher, _starts) = (state, root, request, output, launcher, request.Arguments.Count > 0);

    /// <inheritdoc/>
    public Task<LastingReport> Report => _report.Task;

    /// <summary>Begins it.</summary>
    /// <param name="state">The target's state directory; null where there is none. A copy is kept.</param>
    /// <param name="root">Where the command runs, as the bytes of a path.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="output">Takes what the command writes.</param>
    /// <param name="launcher">The program that knows the keeper's verb.</param>
    public static LastingCommand Start(DirectoryHandle? state, ReadOnlyMemory<byte> root, CommandRequest request, CommandOutput output, Launcher launcher)
    {
        var command = new LastingCommand(state?.Reopen(), root, request, output, launcher);
        new Thread(command.Run, ThreadStackSize) { IsBackground = true, Name = "lasting" }.Start();
        return command;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void EndInput()
    {
    }

    /// <inheritdoc/>
    public void Resize(WindowSize size)
    {
    }

    /// <inheritdoc/>
    public void Send(CommandSignal signal)
    {
        if (signal == CommandSignal.BrokenPipe)
        {
            return;
        }

        lock (_lock)
        {
            _asked = (ProcessSignal)signal;
            _followed?.TryAsk(_asked);
        }
    }

    /// <inheritdoc/>
    public void Leave()
    {
        _isLeft = true;
        _wake.Call();
    }

    /// <inheritdoc/>
    public async Task<CommandResult> WaitAsync(CancellationToken cancellation)
    {
        await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(self => ((LastingCommand)self!).Send(CommandSignal.Interrupt), this);
        return await _result.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Leave();
        await ((Task)_result.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wake.Dispose();
        _state?.Dispose();
    }

    private void Run()
    {
        try
        {
            CommandResult result = Serve();
            _report.TrySetResult(LastingReport.Nothing);
            _result.SetResult(result);
        }
        catch (SyncException e)
        {
            // As from a shell: that it cannot be started is no failure of whoever asked for it.
            _report.TrySetResult(LastingReport.Nothing);
            Conclude(e.Message);
        }
        catch (Exception e)
        {
            _report.TrySetException(e);
            _ = _report.Task.Exception;
            _result.SetException(e);
        }
    }

    private void Conclude(string reason)
    {
        try
        {
            _output(OutputKind.Error, Encoding.UTF8.GetBytes($"lockstep: {reason}\n"));
            _result.SetResult(new CommandResult(ExecVerb.CannotStart, TimedOut: false));
        }
        catch (Exception e)
        {
            // Nobody takes the output any more.
            _result.SetException(e);
        }
    }

    /// <summary>What becomes of the one that stands there, and of the one that is asked for.</summary>
    private CommandResult Serve()
    {
        using LastingPlace? place = _starts ? LastingPlace.FindOrMake(_state!) : LastingPlace.Find(_state);
        if (place is null)
        {
            return default;
        }

        LastingState? found = place.Describe() is { Life: LastingLife.Runs } running ? running : null;
        if (found is not null && _request.TakesUp && place.IsHeard() && LastingNote.Find(place.Directory)?.Digest == LastingNote.DigestOf(_request.Arguments))
        {
            using var before = LogFollower.FromBefore(place.Directory, ShownBefore);
            _report.SetResult(new LastingReport(LastingFate.GoesOn, found));
            return Watch(place, before);
        }

        if (found is null && !_starts)
        {
            // How it ended was told, and need not be any longer.
            LastingNote.Remove(place.Directory);
        }

        place.End(Grace, () => _isLeft);
        _report.SetResult(found is null ? LastingReport.Nothing : new LastingReport(LastingFate.Ended, found));
        return _starts && !_isLeft && _asked == ProcessSignal.None ? StartIn(place) : default;
    }

    private CommandResult StartIn(LastingPlace place)
    {
        using (var log = new LastingLog(place.Directory))
        {
            log.WriteStart(DateTimeOffset.UtcNow, LastingNote.Show(_request.Arguments));
        }

        using var follower = LogFollower.FromNow(place.Directory);
        var keeper = KeeperProcess.Start(place, new KeeperRequest(_root, _request), _launcher);
        CommandResult result = Watch(place, follower);
        if (!_isLeft)
        {
            keeper.Reap();
        }

        return result;
    }

    /// <summary>Watches the command; meanwhile signals go there, also one that came before.</summary>
    private CommandResult Watch(LastingPlace place, LogFollower log)
    {
        SendTo(place);
        try
        {
            return new LastingWatch(place, log, _output).Run(_wake, () => _isLeft) ?? default;
        }
        finally
        {
            SendTo(null);
        }
    }

    private void SendTo(LastingPlace? place)
    {
        lock (_lock)
        {
            _followed = place;
            if (_asked != ProcessSignal.None)
            {
                place?.TryAsk(_asked);
            }
        }
    }
}
