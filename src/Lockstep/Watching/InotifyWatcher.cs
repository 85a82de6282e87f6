using Lockstep.Native;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Disk;
using Lockstep.Native.Notices;
using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>
/// Linux: one inotify watch a directory, and only where something wanted can be, so that what is ignored costs nothing. A directory that appears is
/// watched before it is listed. Where the kernel gives no more watches, and where it has lost notices, all below is to be looked at again, which is said.
/// </summary>
internal sealed class InotifyWatcher : ITreeWatcher
{
    private const InotifyMask Wanted = InotifyMask.Modify | InotifyMask.Attributes | InotifyMask.CloseWrite
        | InotifyMask.MovedFrom | InotifyMask.MovedTo | InotifyMask.Create | InotifyMask.Delete;

    /// <summary>How often directories without a watch are looked through.</summary>
    public const int UsualPollingMilliseconds = 5_000;

    /// <summary>How long the second half of a rename is waited for; usually it is in the same read.</summary>
    private const int MoveMilliseconds = 5;

    private const int ListingLength = 16 * 1024;

    private readonly DirectoryHandle _root;
    private readonly byte[] _rootPath;
    private readonly ITreeEventSink _sink;
    private readonly Inotify _inotify;
    private readonly WakeUp _wakeUp = new();
    private readonly Lock _lock = new();
    private readonly WatchedDirectories _watched = new();
    private readonly SortedSet<RelativePath> _unwatched = [];
    private readonly NoticeReading _reading;
    private readonly int _mostWatches;
    private readonly int _pollingMilliseconds;
    private readonly Thread _thread;
    private int _repositoryWatch = -1;
    private TaskCompletionSource<bool>? _catchingUp;
    private volatile bool _isDisposed;
    private bool _hasToldLimit;
    private long _polledAt;

    /// <summary>Starts watching; nothing yet.</summary>
    /// <param name="root">The tree; stays the caller's and open until this is disposed.</param>
    /// <param name="rootPath">Its absolute path.</param>
    /// <param name="inotify">Disposed with this.</param>
    /// <param name="sink">Takes what is seen.</param>
    /// <param name="mostWatches">As if the kernel gave no more watches than this.</param>
    /// <param name="pollingMilliseconds">How often directories without a watch are looked through.</param>
    public InotifyWatcher(
        DirectoryHandle root, byte[] rootPath, Inotify inotify, ITreeEventSink sink, int mostWatches = int.MaxValue, int pollingMilliseconds = UsualPollingMilliseconds)
    {
        (_mostWatches, _pollingMilliseconds) = (mostWatches, pollingMilliseconds);
        (_root, _rootPath, _inotify, _sink) = (root, rootPath, inotify, sink);
        _reading = new NoticeReading(this, sink);
        _thread = new Thread(Serve) { IsBackground = true, Name = "watcher" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Watch(RelativePath directory)
    {
        lock (_lock)
        {
            int watch = -1;
            Errno error = _watched.Count < _mostWatches ? _inotify.Watch(AbsolutePath(directory), Wanted, out watch) : Errno.ENOSPC;
            if (error == Errno.None)
            {
                _watched.Add(watch, directory);
                WatchRepository(directory);
            }
            else if (error is Errno.ENOSPC or Errno.ENOMEM)
            {
                Poll(directory);
            }
        }
    }

    /// <inheritdoc/>
    public void Reconsider()
    {
        lock (_lock)
        {
            foreach ((RelativePath path, int watch) in _watched.AtOrBelow(RelativePath.Root))
            {
                if (!path.IsRoot && !_sink.IsWanted(path, isDirectory: true))
                {
                    _inotify.Unwatch(watch);
                }
            }

            _unwatched.RemoveWhere(path => !path.IsRoot && !_sink.IsWanted(path, isDirectory: true));
        }
    }

    /// <inheritdoc/>
    public Task<bool> CatchUpAsync()
    {
        lock (_lock)
        {
            if (_isDisposed || _unwatched.Count > 0)
            {
                return Task.FromResult(false);
            }

            // Reading has not begun for one that waits still, so that it serves whoever comes now, too.
            _catchingUp ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _wakeUp.Call();
            return _catchingUp.Task;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _wakeUp.Call();
        _thread.Join();
        _catchingUp?.TrySetResult(false);
        _inotify.Dispose();
        _wakeUp.Dispose();
    }

    /// <summary>Whether a watch is the one on git's own directory.</summary>
    internal bool IsRepository(int watch) => watch == _repositoryWatch;

    /// <summary>The directory of a notice; false for a watch that is not ours any longer.</summary>
    internal bool TryFind(int watch, out RelativePath directory)
    {
        lock (_lock)
        {
            return _watched.TryFind(watch, out directory);
        }
    }

    /// <summary>What stands at a path now; absent where nothing does.</summary>
    internal EntryType TypeAt(RelativePath path)
    {
        if (!_root.TryOpenBeneath(path.Parent.IsRoot ? "."u8 : path.Parent.Bytes, out DirectoryHandle? parent, out _))
        {
            return EntryType.None;
        }

        using (parent)
        {
            return parent.Stat(path.Name, out FileStatus status) == Errno.None ? status.Type : EntryType.None;
        }
    }

    /// <summary>Watches a directory that appeared and all that is wanted below it: first the watch, then the list.</summary>
    internal void WatchBelow(RelativePath directory)
    {
        Watch(directory);
        if (!_root.TryOpenBeneath(directory.Bytes, out DirectoryHandle? handle, out _))
        {
            return;
        }

        using (handle)
        {
            try
            {
                WatchListed(handle, directory);
            }
            catch (FileSystemException)
            {
                // It went again, or cannot be read: the scan that follows says so.
            }
        }
    }

    /// <summary>A directory was renamed within the tree: its watches go with it.</summary>
    internal void Attach(IReadOnlyList<KeyValuePair<RelativePath, int>> watches, RelativePath source, RelativePath path)
    {
        lock (_lock)
        {
            foreach ((RelativePath old, int watch) in watches)
            {
                if (RelativePath.TryParse([.. path.Bytes, .. old.Bytes[source.Bytes.Length..]], out RelativePath renamed, out _))
                {
                    _watched.Add(watch, renamed);
                }
                else
                {
                    // Too long by now: it is not sent any more either.
                    _inotify.Unwatch(watch);
                }
            }
        }
    }

    /// <summary>A directory leaves its path, for another or for good: the watches there, which stand for no path from now on.</summary>
    internal List<KeyValuePair<RelativePath, int>> Detach(RelativePath directory)
    {
        lock (_lock)
        {
            List<KeyValuePair<RelativePath, int>> watches = _watched.AtOrBelow(directory);
            foreach ((_, int watch) in watches)
            {
                _watched.Remove(watch, out _);
            }

            _unwatched.RemoveWhere(path => path == directory || path.IsBelow(directory));
            return watches;
        }
    }

    /// <summary>What was detached is not wanted any longer.</summary>
    internal void Unwatch(IReadOnlyList<KeyValuePair<RelativePath, int>> watches)
    {
        foreach ((_, int watch) in watches)
        {
            _inotify.Unwatch(watch);
        }
    }

    /// <summary>A directory was removed, and its watch with it, which the kernel tells by itself.</summary>
    internal void ForgetRemoved(RelativePath directory)
    {
        lock (_lock)
        {
            _unwatched.Remove(directory);
        }
    }

    /// <summary>The kernel ended a watch.</summary>
    internal bool End(int watch, out RelativePath directory)
    {
        lock (_lock)
        {
            return _watched.Remove(watch, out directory);
        }
    }

    private void WatchListed(DirectoryHandle handle, RelativePath directory)
    {
        foreach (ListedName listed in handle.List(new byte[ListingLength]))
        {
            bool mayBeDirectory = listed.Type is EntryType.Directory or EntryType.None;
            bool fits = directory.Bytes.Length + 1 + listed.Name.Length <= RelativePath.MaxLength;
            if (mayBeDirectory && fits && directory.Append(listed.Name) is var below && _sink.IsWanted(below, isDirectory: true))
            {
                WatchBelow(below);
            }
        }
    }

    private void Serve()
    {
        while (!_isDisposed)
        {
            int timeout = _reading.IsAwaitingMove ? MoveMilliseconds : UntilPolling();
            bool hasNotices = _inotify.Wait(_wakeUp, timeout);
            _wakeUp.Clear();
            if (TakeCatchingUp() is { } catchingUp)
            {
                while (_inotify.Wait(_wakeUp, timeoutMilliseconds: 0))
                {
                    Read();
                }

                // Both halves of a rename that has happened are there.
                _reading.GiveUpMoves(olderThanMs: 0);
                catchingUp.TrySetResult(true);
                continue;
            }

            if (hasNotices)
            {
                Read();
            }

            _reading.GiveUpMoves(olderThanMs: MoveMilliseconds);
            if (UntilPolling() == 0)
            {
                LookThroughUnwatched();
            }
        }
    }

    private void Read()
    {
        InotifyNotices notices = _inotify.Read();
        while (notices.TryRead(out InotifyNotice notice))
        {
            _reading.Take(notice);
        }
    }

    private TaskCompletionSource<bool>? TakeCatchingUp()
    {
        lock (_lock)
        {
            (TaskCompletionSource<bool>? taken, _catchingUp) = (_catchingUp, null);
            return taken;
        }
    }

    /// <summary>Milliseconds until directories without a watch are to be looked through; -1 when there are none.</summary>
    private int UntilPolling()
    {
        lock (_lock)
        {
            return _unwatched.Count == 0 ? -1 : (int)Math.Max(0, _polledAt + _pollingMilliseconds - Environment.TickCount64);
        }
    }

    private void LookThroughUnwatched()
    {
        RelativePath[] directories;
        lock (_lock)
        {
            _polledAt = Environment.TickCount64;
            directories = [.. _unwatched];
        }

        foreach (RelativePath directory in directories)
        {
            _sink.Take(new TreeEvent(TreeEventKind.Lost, directory));
        }
    }

    /// <summary>Nothing of git's directory is sent; it is watched for the lock that tells a checkout from single saves.</summary>
    private void WatchRepository(RelativePath directory)
    {
        const InotifyMask Names = InotifyMask.Create | InotifyMask.Delete | InotifyMask.MovedFrom;
        if (directory.IsRoot && _inotify.Watch([.. _rootPath, .. "/.git"u8], Names, out int watch) == Errno.None)
        {
            _repositoryWatch = watch;
        }
    }

    private void Poll(RelativePath directory)
    {
        bool isCovered = _unwatched.Any(above => directory == above || directory.IsBelow(above));
        if (isCovered)
        {
            return;
        }

        _polledAt = _unwatched.Count == 0 ? Environment.TickCount64 : _polledAt;
        _unwatched.RemoveWhere(path => path.IsBelow(directory));
        _unwatched.Add(directory);
        _wakeUp.Call();
        if (!_hasToldLimit)
        {
            _hasToldLimit = true;
            _sink.Tell(WatchLimit.TooFewWatches());
        }
    }

    private byte[] AbsolutePath(RelativePath path) => path.IsRoot ? _rootPath : [.. _rootPath, (byte)'/', .. path.Bytes];
}
