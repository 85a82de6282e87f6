using System.Text;
using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Notices;
using Lockstep.Native.Processes;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Lasting;

/// <summary>Watches a lasting command: hands out what it writes, to its end or until nobody wants it. Nothing of it touches the command.</summary>
/// <param name="place">Where it is kept.</param>
/// <param name="log">What it writes.</param>
/// <param name="output">Takes that.</param>
internal sealed class LastingWatch(LastingPlace place, LogFollower log, CommandOutput output)
{
    /// <summary>The exit code of a command whose end nobody saw: as of one that was killed.</summary>
    private const int LostExit = 137;

    /// <summary>A look that no notice calls for: a keeper that was killed tells nobody.</summary>
    private const int BetweenLooks = 500;

    /// <summary>The same where the system gives no notices.</summary>
    private const int BetweenLooksUntold = 100;

    /// <summary>Watches; null when nobody wants it any more.</summary>
    /// <param name="wake">Has it look whether anybody does.</param>
    /// <param name="isLeft">Whether nobody does.</param>
    public CommandResult? Run(WakeUp wake, Func<bool> isLeft)
    {
        using Inotify? notices = OpenNotices();
        bool isKept = true;
        while (isKept && !isLeft())
        {
            // Asked first: nothing is written behind the end.
            isKept = place.IsKept();
            log.ReadOn(bytes => output(OutputKind.Out, bytes));
            if (isKept && !isLeft())
            {
                AwaitMore(notices, wake);
            }
        }

        return isLeft() ? null : End();
    }

    private static void AwaitMore(Inotify? notices, WakeUp wake)
    {
        if (notices is null)
        {
            DescriptorPoll.Wait([wake.Handle], [ProcessCalls.ReadReady], BetweenLooksUntold);
        }
        else if (notices.Wait(wake, BetweenLooks))
        {
            notices.Read();
        }
    }

    private Inotify? OpenNotices()
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

    private CommandResult End()
    {
        if (LastingNote.Find(place.Directory)?.End is { } end)
        {
            return new CommandResult(end.ExitCode, TimedOut: false);
        }

        output(OutputKind.Error, Encoding.UTF8.GetBytes("lockstep: the process that kept the command was killed, and the command with it\n"));
        return new CommandResult(LostExit, TimedOut: false);
    }
}
