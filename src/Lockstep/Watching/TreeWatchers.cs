using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Native.Notices;

namespace Lockstep.Watching;

/// <summary>Chooses the watcher of this system.</summary>
public static class TreeWatchers
{
    /// <summary>Opens a watcher; the last resort where there is no better one, which is told.</summary>
    /// <param name="root">The tree's root; stays the caller's and open until the watcher is disposed.</param>
    /// <param name="sink">Takes what is seen.</param>
    /// <param name="time">The clock of the last resort.</param>
    public static ITreeWatcher Open(DirectoryHandle root, ITreeEventSink sink, TimeProvider time)
    {
        if (root.FindPath() is not { } path)
        {
            sink.Tell("the project's directory has no path that can be watched: it is scanned every few seconds instead");
            return new PollingWatcher(sink, time);
        }

        if (root is not LinuxDirectory)
        {
            return new PlatformWatcher(NamedPlace.TextOf(path), sink);
        }

        if (Inotify.TryOpen(out Inotify? inotify, out Errno error))
        {
            return new InotifyWatcher(root, path, inotify, sink);
        }

        sink.Tell(error == Errno.EMFILE
            ? WatchLimit.TooFewInstances()
            : $"the kernel gives no watcher ({error.ToWords()}): the project is scanned every few seconds instead");
        return new PollingWatcher(sink, time);
    }
}
