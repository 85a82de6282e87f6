using System.Diagnostics;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Lockstep.Wire.Messages.Commands;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Sessions.Lasting;

/// <summary>
/// Where a target keeps its lasting command: <c>lasting/</c> in its state directory, with the lock that the keeper holds as long as it lives, the pipe by which it
/// is asked to end the command, the note and the log. Nobody is ever signalled by a number that was written down: who reads the pipe is the keeper.
/// </summary>
internal sealed class LastingPlace : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    private LastingPlace(DirectoryHandle directory) => Directory = directory;

    /// <summary>What a keeper gets to end its command beyond the command's own grace, and whoever has the lock for a moment.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The directory.</summary>
    public DirectoryHandle Directory { get; }

    private static ReadOnlySpan<byte> Name => "lasting"u8;

    private static ReadOnlySpan<byte> LockName => "lock"u8;

    private static ReadOnlySpan<byte> PipeName => "control"u8;

    /// <summary>The one that exists, and nothing is made.</summary>
    public static LastingPlace? Find(DirectoryHandle? state) =>
        state is not null && state.TryOpenDirectory(Name, out DirectoryHandle? directory, out _) ? new LastingPlace(directory) : null;

    /// <summary>The one that exists, or a new one.</summary>
    public static LastingPlace FindOrMake(DirectoryHandle state)
    {
        if (!state.TryStat(Name, out _))
        {
            state.MakeDirectory(Name);
        }

        return new LastingPlace(state.OpenDirectory(Name));
    }

    /// <summary>The place that a keeper was started in.</summary>
    public static LastingPlace OfKeeper() => new(DirectoryHandle.Open("."u8));

    /// <summary>Whether a keeper lives. Asks the lock, which the kernel takes from it when it ends, however it ends.</summary>
    public bool IsKept()
    {
        if (!Directory.TryStat(LockName, out _))
        {
            return false;
        }

        using FileHandle file = Directory.OpenFileForRead(LockName);
        if (!file.TryLockShared())
        {
            return true;
        }

        file.Unlock();
        return false;
    }

    /// <summary>What there is to tell of the command; null where none was ever kept, or it was taken off.</summary>
    public LastingState? Describe()
    {
        bool isKept = IsKept();
        return LastingNote.Find(Directory)?.ToState(isKept)
            ?? (isKept ? new LastingState(LastingLife.Runs, "?", 0, DateTimeOffset.UnixEpoch, 0, DateTimeOffset.UnixEpoch) : null);
    }

    /// <summary>Takes the lock for a keeper's life; null where another keeper has it, after a moment for whoever only looks.</summary>
    public FileHandle? TryTake()
    {
        FileHandle file = Directory.CreateFile(LockName, exclusive: false);
        long start = Stopwatch.GetTimestamp();
        while (!file.TryLock())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                file.Dispose();
                return null;
            }

            Thread.Sleep(BetweenLooks);
        }

        return file;
    }

    /// <summary>Makes the pipe that the keeper is asked by, in the place of an earlier keeper's.</summary>
    public DescriptorReader OpenControl()
    {
        if (Directory.TryStat(PipeName, out _))
        {
            Directory.Unlink(PipeName);
        }

        Directory.MakePipe(PipeName);
        return new DescriptorReader(Directory.OpenPipe(PipeName));
    }

    /// <summary>Whether a keeper on this machine listens: one that was killed does not, though its guard may still be ending what it kept.</summary>
    public bool IsHeard()
    {
        using SafeFileHandle? pipe = Directory.TryOpenPipeForWrite(PipeName);
        return pipe is not null;
    }

    /// <summary>Asks the keeper to end its command by a signal; false where no keeper hears it on this machine.</summary>
    public bool TryAsk(ProcessSignal signal)
    {
        using SafeFileHandle? pipe = Directory.TryOpenPipeForWrite(PipeName);
        if (pipe is null)
        {
            return false;
        }

        try
        {
            using var control = new DescriptorWriter(pipe);
            control.Write([(byte)signal]);
            return true;
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }

    /// <summary>Ends the command, if one is kept: TERM, then KILL, and waits until that is done.</summary>
    /// <param name="grace">What the command gets after TERM.</param>
    /// <param name="isLeft">Nobody waits for it any more: then the end that it was asked for is left to the keeper.</param>
    /// <exception cref="SyncException">There is a keeper, and it is not to be reached or does not end.</exception>
    public void End(TimeSpan grace, Func<bool> isLeft)
    {
        long start = Stopwatch.GetTimestamp();
        bool isAsked = false;
        while (IsKept() && !isLeft())
        {
            // A keeper that is just starting has no pipe yet.
            isAsked = isAsked || TryAsk(ProcessSignal.Terminate);
            if (Stopwatch.GetElapsedTime(start) > grace + Patience)
            {
                throw new SyncException(
                    ExitCode.SyncFailed,
                    isAsked
                        ? $"the command that is kept running there does not end{ProcessOf()}. End it by hand."
                        : $"the command that is kept running there is not to be reached from here: it was started on another machine that shares the directory{ProcessOf()}. End it there.");
            }

            Thread.Sleep(BetweenLooks);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();

    private string ProcessOf() => LastingNote.Find(Directory) is { } note ? $": '{note.Command}', kept by process {note.Keeper}" : "";
}
