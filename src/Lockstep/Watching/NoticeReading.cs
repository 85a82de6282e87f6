using Lockstep.Native.Notices;
using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>
/// Makes events of the kernel's notices: joins the halves of renames by their cookie, leaves out what is not wanted, and keeps the watches where the
/// directories are.
/// </summary>
internal sealed class NoticeReading(InotifyWatcher watcher, ITreeEventSink sink)
{
    private readonly Dictionary<uint, Departure> _departures = [];

    /// <summary>Something left a directory, and where it went is not known yet.</summary>
    private sealed record Departure(RelativePath Path, bool IsWanted, IReadOnlyList<KeyValuePair<RelativePath, int>> Watches, long AtMs);

    /// <summary>Whether the first half of a rename has come and the second has not.</summary>
    public bool IsAwaitingMove => _departures.Count > 0;

    /// <summary>Takes the next notice.</summary>
    public void Take(in InotifyNotice notice)
    {
        if (notice.Says(InotifyMask.Overflow))
        {
            sink.Tell("more happened at once than the kernel keeps notice of: the project is scanned again");
            sink.Take(new TreeEvent(TreeEventKind.Lost, RelativePath.Root));
        }
        else if (notice.Says(InotifyMask.Unmount))
        {
            TakeUnmount(notice.Watch);
        }
        else if (notice.Says(InotifyMask.Ignored))
        {
            watcher.End(notice.Watch, out _);
        }
        else if (watcher.IsRepository(notice.Watch))
        {
            TakeOfRepository(notice);
        }
        else if (watcher.TryFind(notice.Watch, out RelativePath directory) && TryPath(directory, notice.Name, out RelativePath path))
        {
            Take(notice, path, isSelf: notice.Name.IsEmpty);
        }
    }

    /// <summary>What left some time ago and did not come in anywhere is gone.</summary>
    public void GiveUpMoves(int olderThanMs)
    {
        if (!IsAwaitingMove)
        {
            return;
        }

        long latest = Environment.TickCount64 - olderThanMs;
        foreach ((uint cookie, Departure departure) in _departures.Where(departure => departure.Value.AtMs <= latest).ToArray())
        {
            _departures.Remove(cookie);
            Leave(departure);
        }
    }

    /// <summary>Something new comes to where something left: that it left is told first, or it would look as if the new had gone.</summary>
    private void GiveUpMove(RelativePath path)
    {
        foreach ((uint cookie, Departure departure) in _departures)
        {
            if (departure.Path == path)
            {
                _departures.Remove(cookie);
                Leave(departure);
                return;
            }
        }
    }

    private void Take(in InotifyNotice notice, RelativePath path, bool isSelf)
    {
        bool isDirectory = isSelf || notice.Says(InotifyMask.IsDirectory);
        if (!isSelf && !isDirectory && RuleFileNames.EventOf(path) is { } rules)
        {
            sink.Take(rules);
        }

        bool isWanted = path.IsRoot || sink.IsWanted(path, isDirectory);
        if (notice.Says(InotifyMask.Create | InotifyMask.MovedTo))
        {
            GiveUpMove(path);
        }

        if (notice.Says(InotifyMask.MovedFrom))
        {
            // Whatever comes to this path from now on is another directory, with watches of its own.
            _departures[notice.Cookie] = new Departure(path, isWanted, isDirectory ? watcher.Detach(path) : [], Environment.TickCount64);
        }
        else if (notice.Says(InotifyMask.MovedTo))
        {
            Arrive(notice.Cookie, path, isDirectory, isWanted);
        }
        else if (!isWanted)
        {
            return;
        }
        else if (isDirectory)
        {
            TakeDirectory(notice, path, isSelf);
        }
        else
        {
            TakeFile(notice, path);
        }
    }

    private void TakeDirectory(in InotifyNotice notice, RelativePath path, bool isSelf)
    {
        if (notice.Says(InotifyMask.Create))
        {
            watcher.WatchBelow(path);
            sink.Take(new TreeEvent(TreeEventKind.DirectoryAppeared, path));
        }
        else if (notice.Says(InotifyMask.Delete))
        {
            watcher.ForgetRemoved(path);
            sink.Take(new TreeEvent(TreeEventKind.Removed, path));
        }
        else if (notice.Says(InotifyMask.Attributes | InotifyMask.Modify) && (!isSelf || path.IsRoot))
        {
            // Who sets the time of last change and leaves the other one is said to have modified it. The directory that holds it tells the same of a directory,
            // except of the root.
            sink.Take(new TreeEvent(TreeEventKind.MetadataSet, path));
        }
    }

    private void TakeFile(in InotifyNotice notice, RelativePath path)
    {
        TreeEventKind? kind = notice.Mask switch
        {
            var mask when mask.HasFlag(InotifyMask.Create) => watcher.TypeAt(path) == EntryType.File ? TreeEventKind.Created : TreeEventKind.Appeared,
            var mask when mask.HasFlag(InotifyMask.Modify) => TreeEventKind.Modified,
            var mask when mask.HasFlag(InotifyMask.CloseWrite) => TreeEventKind.Written,
            var mask when mask.HasFlag(InotifyMask.Delete) => TreeEventKind.Removed,
            var mask when mask.HasFlag(InotifyMask.Attributes) => TreeEventKind.MetadataSet,
            _ => null,
        };
        if (kind is { } known)
        {
            sink.Take(new TreeEvent(known, path));
        }
    }

    private void Arrive(uint cookie, RelativePath path, bool isDirectory, bool isWanted)
    {
        _departures.Remove(cookie, out Departure? departure);
        bool isMove = departure is { IsWanted: true } && isWanted;
        if (!isMove && departure is not null)
        {
            Leave(departure);
        }

        if (!isWanted)
        {
            return;
        }

        if (isDirectory)
        {
            if (isMove)
            {
                watcher.Attach(departure!.Watches, departure.Path, path);
            }

            // Other rules may hold here, and more of it may be wanted.
            watcher.WatchBelow(path);
            sink.Take(isMove ? new TreeEvent(TreeEventKind.DirectoryMoved, path, departure!.Path) : new TreeEvent(TreeEventKind.DirectoryAppeared, path));
            return;
        }

        sink.Take(isMove ? new TreeEvent(TreeEventKind.Moved, path, departure!.Path) : new TreeEvent(TreeEventKind.Appeared, path));
    }

    private void Leave(Departure departure)
    {
        watcher.Unwatch(departure.Watches);
        if (departure.IsWanted)
        {
            sink.Take(new TreeEvent(TreeEventKind.Removed, departure.Path));
        }
    }

    private void TakeOfRepository(in InotifyNotice notice)
    {
        if (notice.Name.SequenceEqual("index.lock"u8))
        {
            sink.Take(new TreeEvent(notice.Says(InotifyMask.Create) ? TreeEventKind.RepositoryLocked : TreeEventKind.RepositoryUnlocked, RelativePath.Root));
        }
    }

    private void TakeUnmount(int watch)
    {
        if (watcher.End(watch, out RelativePath directory))
        {
            sink.Tell($"the file system of '{directory}' was unmounted: what is below it is scanned again");
            sink.Take(new TreeEvent(TreeEventKind.Lost, directory));
        }
    }

    private static bool TryPath(RelativePath directory, ReadOnlySpan<byte> name, out RelativePath path)
    {
        path = directory;
        if (name.IsEmpty)
        {
            return true;
        }

        if (!RelativePath.IsValidName(name) || directory.Bytes.Length + 1 + name.Length > RelativePath.MaxLength)
        {
            return false;
        }

        path = directory.Append(name);
        return true;
    }
}
