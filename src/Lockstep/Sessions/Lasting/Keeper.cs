using System.Runtime.InteropServices;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Lockstep.Processes;
using Lockstep.Sessions.Endpoints;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// The process that keeps a lasting command: it starts it, writes down what it writes, ends it when it is asked to, and notes how it ended. It belongs to no
/// connection. A guard of its own sees to it that the command does not outlive it.
/// </summary>
internal sealed class Keeper : IAsyncDisposable
{
    private readonly LastingPlace _place;
    private readonly FileHandle _lock;
    private readonly DescriptorReader _control;
    private readonly LastingLog _log;
    private readonly ChangedFile _changed;
    private readonly ChildProcess _child;
    private readonly LastingNote _note;

    private Keeper(LastingPlace place, FileHandle held, KeeperRequest request, Launcher launcher)
    {
        (_place, _lock) = (place, held);
        _control = place.OpenControl();
        _log = new LastingLog(place.Directory);
        _changed = ChangedFile.Write(request.Command.Changed);
        _note = new LastingNote(
            Environment.ProcessId, DateTimeOffset.UtcNow, LastingNote.DigestOf(request.Command.Arguments), LastingNote.Show(request.Command.Arguments));

        // Before the command: what cannot be noted is not started.
        _note.Write(place.Directory);
        _child = ChildProcess.Start(
            new ChildCommand
            {
                Arguments = request.Command.Arguments,
                Environment = [.. request.Command.Environment, new("LOCKSTEP_CHANGED", _changed.Path)],
                Directory = request.Root,
                IsGuarded = true,
                GuardHolds = held.Lend(),
                Launcher = launcher,
            },
            (_, bytes) => _log.Write(bytes));
    }

    /// <summary>Starts the command.</summary>
    /// <param name="place">Where it is kept.</param>
    /// <param name="request">What.</param>
    /// <param name="launcher">The program that starts it.</param>
    /// <exception cref="SyncException">It cannot be kept there, or not be started.</exception>
    public static Keeper Start(LastingPlace place, KeeperRequest request, Launcher launcher)
    {
        FileHandle held = place.TryTake() ?? throw new SyncException(ExitCode.SyncFailed, "another command is kept running on this target since a moment. Try again.");
        try
        {
            return new Keeper(place, held, request, launcher);
        }
        catch
        {
            LastingNote.Remove(place.Directory);
            held.Dispose();
            throw;
        }
    }

    /// <summary>Keeps it to its end.</summary>
    public async Task RunAsync()
    {
        // A hangup is meant for those who are connected; who ends the keeper means the command.
        using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var over = new CancellationTokenSource();
        Task listening = ListenAsync(over.Token);
        ChildExit exit = await _child.WaitAsync(CancellationToken.None);
        await over.CancelAsync();
        await listening;
        Conclude(exit.Exit.Code);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _changed.Dispose();
        _log.Dispose();
        await _control.DisposeAsync();
        _lock.Unlock();
        _lock.Dispose();
        _place.Dispose();
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _child.End(ProcessSignal.Terminate);
    }

    /// <summary>Ends the command as whoever may write to the pipe asks for.</summary>
    private async Task ListenAsync(CancellationToken over)
    {
        byte[] asked = new byte[1];
        try
        {
            while (await _control.ReadAsync(asked, over) > 0)
            {
                if ((ProcessSignal)asked[0] is var signal and (ProcessSignal.Interrupt or ProcessSignal.Terminate or ProcessSignal.Kill))
                {
                    _child.End(signal);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }

    private void Conclude(int exitCode)
    {
        try
        {
            (_note with { End = new LastingEnd(exitCode, DateTimeOffset.UtcNow) }).Write(_place.Directory);
        }
        catch (FileSystemException)
        {
            // The disk is full: the command counts as lost, since nobody can be told how it ended.
        }
    }
}
