using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>
/// Removes what the project no longer has: entries are renamed into the history, directories removed when they are empty, from the deepest
/// up. A directory that holds something we did not put there stays.
/// </summary>
internal sealed class Removal(RunWork work, RenameSources renames)
{
    /// <summary>
    /// Deletes what is below directories that are replaced by something else: the only deletions that cannot wait until all that is new stands.
    /// </summary>
    public void EmptyReplacedDirectories()
    {
        for (int i = 0; i < work.Changes.Count; i++)
        {
            Change change = work.Changes[i];
            bool isReplaced = change.Before.IsDirectory && change.After.Exists && !change.After.IsDirectory;
            if (!isReplaced)
            {
                continue;
            }

            int end = i + 1;
            while (end < work.Changes.Count && work.Changes[end].Path.IsBelow(change.Path))
            {
                end++;
            }

            renames.ReleaseBelow(change.Path);
            RemoveRange(i + 1, end);
        }
    }

    /// <summary>Deletes everything that is to be deleted and is still there.</summary>
    public void Remove() => RemoveRange(0, work.Changes.Count);

    private void RemoveRange(int start, int end)
    {
        // Backwards, entries come before the directories that hold them.
        for (int i = end - 1; i >= start; i--)
        {
            Change change = work.Changes[i];
            if (change.Kind != ChangeKind.Delete || !work.IsDone(i))
            {
                continue;
            }

            try
            {
                Remove(i);
            }
            catch (FileSystemException e) when (e.Error is not (Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP))
            {
                work.Fail(i, e);
            }
            catch (FileSystemException)
            {
                // Gone already: with the directory it stood in, where something else may stand now.
            }
        }
    }

    private void Remove(int index)
    {
        Change change = work.Changes[index];
        DirectoryHandle parent = work.OpenParent(change.Path, out ReadOnlySpan<byte> name);
        if (change.Before.IsDirectory && !work.Record.Changes[index].KeepsBefore)
        {
            work.Reach(FaultPoint.RemoveDirectory);
            RemoveDirectory(index, parent, name);
        }
        else if (work.Record.Changes[index].KeepsBefore)
        {
            work.Reach(FaultPoint.Delete);
            MoveIntoHistory(index, parent, name);
        }
    }

    private void MoveIntoHistory(int index, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        bool isForeign = parent.TryStat(name, out FileStatus standing)
            && standing.Type == EntryType.Directory
            && work.Record.Changes[index].Role != RunChangeRole.Disposable;
        if (isForeign)
        {
            // Somebody made a directory where a file was: what is in it is not ours to take.
            throw new FileSystemException(Errno.EEXIST, "delete", name);
        }

        byte[] slot = RunHistory.SlotName(index);
        bool isThere = standing.Type != EntryType.None && work.Slots.TryStat(slot, out FileStatus kept) && kept.Inode == standing.Inode;
        if (isThere)
        {
            // Where a rename had to be done as link and unlink, the process may have died between the two.
            parent.Unlink(name);
            return;
        }

        parent.RenameNoReplace(name, work.Slots, slot);
    }

    private void RemoveDirectory(int index, DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        try
        {
            parent.RemoveDirectory(name);
            work.ForgetDirectories();
        }
        catch (FileSystemException e) when (e.Error is Errno.ENOTEMPTY or Errno.EEXIST)
        {
            work.Kept.Add(index);
        }
    }
}
