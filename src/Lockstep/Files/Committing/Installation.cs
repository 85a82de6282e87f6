using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>
/// Puts staged entries in place. What stands there before gets a second name in the history first, then the new entry is renamed over it:
/// the path is never empty. Where hard links are refused the two are exchanged instead, and where that is refused too, the old is renamed away first.
/// </summary>
internal sealed class Installation(RunWork work)
{
    private const string StagedIsGone = "what was staged for it is gone. Push again";

    /// <summary>By change, the inode of what was given a second name; 0 for none.</summary>
    private ulong[] _preserved = [];

    /// <summary>Puts everything in place, in path order. Whoever runs from the files sees nothing but the renames, one right after the other.</summary>
    public void Install()
    {
        for (int i = 0; i < work.Changes.Count; i++)
        {
            if (work.Layout.IsUnit(i) && work.IsDone(i) && work.Record.Changes[i].KeepsBefore && !work.Changes[i].After.IsDirectory)
            {
                Try(i, Preserve);
            }
        }

        for (int i = 0; i < work.Changes.Count; i++)
        {
            if (work.Layout.IsUnit(i) && work.IsDone(i))
            {
                Try(i, Install);
            }
            else if (work.Layout.IsInTree(i) && !work.IsDone(work.Layout.UnitOf(i)))
            {
                work.Fail(i, $"its directory '{work.Changes[work.Layout.UnitOf(i)].Path}' could not be put in place");
            }
        }
    }

    /// <summary>
    /// Leaves out what is staged and does not have its size: after a power failure the file system may know a file and not its content.
    /// </summary>
    public void DropTorn()
    {
        for (int i = 0; i < work.Changes.Count; i++)
        {
            Entry after = work.Changes[i].After;
            bool isTorn = work.Layout.UnitOf(i) >= 0
                && after.IsFile
                && work.IsStaged(i, out FileStatus status)
                && status.Type == EntryType.File
                && status.Size != after.Size
                && !IsExchanged(i, status);
            if (isTorn)
            {
                work.OpenStaged(i, out ReadOnlySpan<byte> name).Unlink(name);
                work.Fail(i, "its content was lost by a crash of the machine. Push again");
            }
        }
    }

    private void Try(int index, Action<int> step)
    {
        try
        {
            step(index);
        }
        catch (FileSystemException e) when (e.Error == Errno.ENOENT && !work.IsStaged(index, out _))
        {
            work.Fail(index, StagedIsGone);
        }
        catch (FileSystemException e)
        {
            work.Fail(index, e);
        }
    }

    /// <summary>Gives what stands in place a second name in the history, unless the new entry has taken its place already.</summary>
    private void Preserve(int index)
    {
        if (work.IsRecovery && (!work.IsStaged(index, out FileStatus incoming) || IsExchanged(index, incoming)))
        {
            return;
        }

        DirectoryHandle parent = work.OpenParent(work.Changes[index].Path, out ReadOnlySpan<byte> name);
        if (parent.TryStat(name, out FileStatus current) && current.Type != EntryType.Directory)
        {
            work.Reach(FaultPoint.Preserve);
            if (TryLinkIntoHistory(index, current, parent, name))
            {
                _preserved = _preserved.Length > 0 ? _preserved : new ulong[work.Changes.Count];
                _preserved[index] = current.Inode;
            }
        }
    }

    private void Install(int index)
    {
        DirectoryHandle staged = work.OpenStaged(index, out ReadOnlySpan<byte> stagedName);
        FileStatus incoming = default;
        if (work.IsRecovery && !staged.TryStat(stagedName, out incoming))
        {
            ExpectInPlace(index);
            return;
        }

        DirectoryHandle parent = work.OpenParent(work.Changes[index].Path, out ReadOnlySpan<byte> name);
        bool isOccupied = parent.TryStat(name, out FileStatus current);
        if (IsExchanged(index, incoming))
        {
            PutAway(index, incoming, staged, stagedName);
        }
        else if (isOccupied && work.Changes[index].Before.Exists)
        {
            Replace(index, current, staged, stagedName, parent, name);
        }
        else
        {
            work.Reach(FaultPoint.Install);
            staged.RenameNoReplace(stagedName, parent, name);
        }

        if (work.Changes[index].After.IsDirectory || current.Type == EntryType.Directory)
        {
            work.ForgetDirectories();
        }
    }

    /// <summary>Nothing is staged any more, so another process put it in place before it died.</summary>
    private void ExpectInPlace(int index)
    {
        Entry after = work.Changes[index].After;
        bool isInPlace = work.TryStat(work.Changes[index].Path, out FileStatus status)
            && status.Type == after.Type
            && status.ToEntry().Size == after.Size;
        if (!isInPlace)
        {
            work.Fail(index, StagedIsGone);
        }
    }

    /// <summary>Whether what stands in the stage is the old entry: the process died between exchanging the two and putting it into the history.</summary>
    private bool IsExchanged(int index, in FileStatus incoming) =>
        work.IsRecovery && work.Changes[index].Before.Exists && incoming.Inode == work.Record.Changes[index].Stamp.Inode;

    private void Replace(int index, in FileStatus current, DirectoryHandle staged, ReadOnlySpan<byte> stagedName, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        bool isNewDirectory = work.Changes[index].After.IsDirectory;
        if (current.Type == EntryType.Directory)
        {
            RemoveOldDirectory(parent, name);
            work.Reach(FaultPoint.Install);
            staged.RenameNoReplace(stagedName, parent, name);
            return;
        }

        RunChange change = work.Record.Changes[index];
        bool isForeign = !change.KeepsBefore && (change.Role != RunChangeRole.Moved || change.Stamp.Inode != current.Inode);
        work.Reach(FaultPoint.Install);
        if (isForeign)
        {
            // Where a directory was, or an entry that lives on elsewhere, somebody put this: no slot is meant for it, so it stays and the rename fails.
            staged.RenameNoReplace(stagedName, parent, name);
            return;
        }

        bool isPreserved = !change.KeepsBefore || (_preserved.Length > 0 && _preserved[index] == current.Inode);
        if (isPreserved && !isNewDirectory)
        {
            RenameOver(index, current, staged, stagedName, parent, name);
        }
        else if (staged.TryExchange(stagedName, parent, name))
        {
            work.Reach(FaultPoint.Install);
            PutAwayExchanged(index, current, staged, stagedName, parent, name);
        }
        else
        {
            PutAway(index, current, parent, name);
            work.Reach(FaultPoint.Install);
            staged.RenameNoReplace(stagedName, parent, name);
        }
    }

    private static void RemoveOldDirectory(DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        try
        {
            parent.RemoveDirectory(name);
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOTEMPTY or Errno.EEXIST)
        {
            throw new FileSystemException(e.Error, "remove directory", name, "a directory stands there with entries in it that Lockstep did not put there, and that it does not remove. Move them away, then push again");
        }
    }

    private bool TryLinkIntoHistory(int index, in FileStatus current, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        byte[] slot = RunHistory.SlotName(index);
        if (work.Slots.TryStat(slot, out FileStatus kept))
        {
            return kept.Inode == current.Inode;
        }

        try
        {
            parent.Link(name, work.Slots, slot);
            return true;
        }
        catch (FileSystemException e) when (LinkRefusal.Is(e.Error))
        {
            return false;
        }
    }

    private void RenameOver(int index, in FileStatus current, DirectoryHandle staged, ReadOnlySpan<byte> stagedName, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        try
        {
            staged.Rename(stagedName, parent, name);
        }
        catch (FileSystemException)
        {
            // The old entry stays in place, so it must not stand in the history as well.
            byte[] slot = RunHistory.SlotName(index);
            if (work.Slots.TryStat(slot, out FileStatus kept) && kept.Inode == current.Inode)
            {
                work.Slots.Unlink(slot);
            }

            throw;
        }
    }

    private void PutAwayExchanged(int index, in FileStatus old, DirectoryHandle staged, ReadOnlySpan<byte> stagedName, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        try
        {
            PutAway(index, old, staged, stagedName);
        }
        catch (FileSystemException)
        {
            // The old entry must not stay in the stage, which is emptied.
            staged.TryExchange(stagedName, parent, name);
            throw;
        }
    }

    /// <summary>Moves the old entry into the history; where it has a name there already, or lives on elsewhere, this one goes.</summary>
    private void PutAway(int index, in FileStatus old, DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        byte[] slot = RunHistory.SlotName(index);
        bool isKept = work.Slots.TryStat(slot, out FileStatus kept) && kept.Inode == old.Inode;
        if (isKept || !work.Record.Changes[index].KeepsBefore)
        {
            directory.Unlink(name);
        }
        else
        {
            directory.RenameNoReplace(name, work.Slots, slot);
        }
    }
}
