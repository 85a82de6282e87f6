using System.Text;
using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Notices;
using Lockstep.Native.Processes;
using Lockstep.Processes;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// A request for a lasting command on this machine, from the one that stands there already to the end of the one that is followed. All of it on a thread of its own, so
/// that nobody waits meanwhile; leaving it leaves the command as it is.
/// </summary>
internal sealed class LastingCommand : IRunningCommand
{
    /// <summary>How much of what a command wrote before is shown when it is taken up.</summary>
    private const int ShownBefore = 2048;

    /// <summary>The exit code of a command whose end nobody saw: as of one that was killed.</summary>
    private const int LostExit = 137;

    private const int ThreadStackSize = 256 * 1024;

    /// <summary>A look that no notice calls for: a keeper that was killed tells nobody.</summary>
    private const int BetweenLooks = 500;

    /// <summary>The same where the system gives no notices.</summary>
    private const int BetweenLooksUntold = 100;

    private static readonly TimeSpan Grace = new ChildCommand { Arguments = [] }.Grace;

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
        (_state, _root, _request, _output, _launcher) = (state, root, request, output, launcher);

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
            Conclude(() => Tell(e.Message), ExecVerb.CannotStart);
        }
        catch (Exception e)
        {
            _report.TrySetException(e);
            _ = _report.Task.Exception;
            _result.SetException(e);
        }
    }

    private void Conclude(Action tell, int exitCode)
    {
        try
        {
            tell();
            _result.SetResult(new CommandResult(exitCode, TimedOut: false));
        }
        catch (Exception e)
        {
            // Nobody takes the output any more.
            _result.SetException(e);
        }
    }

    private CommandResult Serve()
    {
        bool starts = _request.Arguments.Count > 0;
        using LastingPlace? place = starts ? LastingPlace.FindOrMake(_state ?? throw new InvalidOperationException("A target that is not open keeps no command.")) : LastingPlace.Find(_state);
        LastingState? found = place?.Describe() is { Life: LastingLife.Runs } running ? running : null;
        if (place is not null && found is not null && _request.TakesUp && LastingNote.Find(place.Directory)?.Digest == LastingNote.DigestOf(_request.Arguments))
        {
            using var before = LogFollower.FromBefore(place.Directory, ShownBefore);
            _report.SetResult(new LastingReport(LastingFate.GoesOn, found));
            return Follow(place, before);
        }

        place?.End(Grace, () => _isLeft);
        _report.SetResult(found is null ? LastingReport.Nothing : new LastingReport(LastingFate.Ended, found));
        if (place is null || _isLeft || _asked != ProcessSignal.None)
        {
            return default;
        }

        LastingNote.Remove(place.Directory);
        return starts ? StartIn(place) : default;
    }

    private CommandResult StartIn(LastingPlace place)
    {
        using (var log = new LastingLog(place.Directory))
        {
            log.WriteStart(DateTimeOffset.UtcNow, LastingNote.Show(_request.Arguments));
        }

        using var follower = LogFollower.FromNow(place.Directory);
        var keeper = KeeperProcess.Start(place, new KeeperRequest(_root, _request), _launcher);
        CommandResult result = Follow(place, follower);
        if (!_isLeft)
        {
            keeper.Reap();
        }

        return result;
    }

    /// <summary>Hands out what the command writes, to its end or until nobody wants it.</summary>
    private CommandResult Follow(LastingPlace place, LogFollower log)
    {
        Watch(place);
        try
        {
            using Inotify? notices = OpenNotices(place);
            bool isKept = true;
            while (isKept && !_isLeft)
            {
                // Asked first: nothing is written behind the end.
                isKept = place.IsKept();
                log.ReadOn(bytes => _output(OutputKind.Out, bytes));
                if (isKept && !_isLeft)
                {
                    AwaitMore(notices);
                }
            }

            return _isLeft ? default : EndOf(place);
        }
        finally
        {
            Watch(null);
        }
    }

    /// <summary>From now on signals go there; one that came before does now.</summary>
    private void Watch(LastingPlace? place)
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

    private static Inotify? OpenNotices(LastingPlace place)
    {
        if (place.Directory.FindPath() is not { } path || !Inotify.TryOpen(out Inotify? notices, out _))
        {
            return null;
        }

        if (notices.Watch(path, InotifyMask.Modify | InotifyMask.Create | InotifyMask.MovedTo | InotifyMask.CloseWrite, out _) == Errno.None)
        {
            return notices;
        }

        notices.Dispose();
        return null;
    }

    private void AwaitMore(Inotify? notices)
    {
        if (notices is null)
        {
            DescriptorPoll.Wait([_wake.Handle], [ProcessCalls.ReadReady], BetweenLooksUntold);
        }
        else if (notices.Wait(_wake, BetweenLooks))
        {
            notices.Read();
        }
    }

    private CommandResult EndOf(LastingPlace place)
    {
        if (LastingNote.Find(place.Directory)?.End is { } end)
        {
            return new CommandResult(end.ExitCode, TimedOut: false);
        }

        Tell("the process that kept the command was killed, and the command with it");
        return new CommandResult(LostExit, TimedOut: false);
    }

    private void Tell(string text) => _output(OutputKind.Error, Encoding.UTF8.GetBytes($"lockstep: {text}\n"));
}
