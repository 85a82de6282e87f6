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
    private const int PollingMilliseconds = 5_000;

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
    private readonly Thread _thread;
    private int _repositoryWatch = -1;
    private volatile bool _isDisposed;
    private bool _hasToldLimit;

    /// <summary>Starts watching; nothing yet.</summary>
    /// <param name="root">The tree; stays the caller's and open until this is disposed.</param>
    /// <param name="rootPath">Its absolute path.</param>
    /// <param name="inotify">Disposed with this.</param>
    /// <param name="sink">Takes what is seen.</param>
    public InotifyWatcher(DirectoryHandle root, byte[] rootPath, Inotify inotify, ITreeEventSink sink)
    {
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
            Errno error = _inotify.Watch(AbsolutePath(directory), Wanted, out int watch);
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
    public void Dispose()
    {
        _isDisposed = true;
        _wakeUp.Call();
        _thread.Join();
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
    internal void Rename(RelativePath source, RelativePath path)
    {
        lock (_lock)
        {
            _watched.Rename(source, path);
        }
    }

    /// <summary>A directory left the tree, or what is wanted of it.</summary>
    internal void Forget(RelativePath directory)
    {
        lock (_lock)
        {
            foreach ((_, int watch) in _watched.AtOrBelow(directory))
            {
                _inotify.Unwatch(watch);
                _watched.Remove(watch, out _);
            }

            _unwatched.RemoveWhere(path => path == directory || path.IsBelow(directory));
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
            int timeout = _reading.IsAwaitingMove ? MoveMilliseconds : HasUnwatched() ? PollingMilliseconds : -1;
            if (_inotify.Wait(_wakeUp, timeout))
            {
                InotifyNotices notices = _inotify.Read();
                while (notices.TryRead(out InotifyNotice notice))
                {
                    _reading.Take(notice);
                }
            }
            else if (_reading.IsAwaitingMove)
            {
                _reading.GiveUpMoves();
            }
            else
            {
                LookThroughUnwatched();
            }
        }
    }

    private bool HasUnwatched()
    {
        lock (_lock)
        {
            return _unwatched.Count > 0;
        }
    }

    private void LookThroughUnwatched()
    {
        RelativePath[] directories;
        lock (_lock)
        {
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
