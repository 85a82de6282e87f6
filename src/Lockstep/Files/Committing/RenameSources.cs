using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>
/// The near end of renames. Each source gets a second name in the stage first, by a hard link, and loses its old one only when the new one
/// stands: so chains and swaps need no order, and no content is ever without a name in the root.
/// </summary>
internal sealed class RenameSources(RunWork work)
{
    /// <summary>Whether the run renames anything.</summary>
    public bool Any => work.Changes.Exists(change => change.Kind == ChangeKind.Rename);

    /// <summary>Takes all sources into the stage.</summary>
    public void Gather()
    {
        for (int i = 0; i < work.Changes.Count; i++)
        {
            if (work.Changes[i].Kind != ChangeKind.Rename)
            {
                continue;
            }

            work.Reach(FaultPoint.Gather);
            try
            {
                Gather(i);
            }
            catch (FileSystemException e)
            {
                work.Fail(i, e);
            }
        }
    }

    /// <summary>Removes the old names below a directory that has to be empty to be replaced; until the new names stand, the stage has one.</summary>
    public void ReleaseBelow(RelativePath directory)
    {
        for (int i = 0; i < work.Changes.Count; i++)
        {
            bool isBelow = work.Changes[i].Kind == ChangeKind.Rename && work.Changes[i].Source.IsBelow(directory) && work.IsDone(i);
            if (isBelow && IsGathered(i) && StillHasSource(i))
            {
                work.Reach(FaultPoint.Release);
                work.OpenParent(work.Changes[i].Source, out ReadOnlySpan<byte> name).Unlink(name);
            }
        }
    }

    /// <summary>Removes the old names of what has its new one, and saves what could not get it.</summary>
    public void Release()
    {
        for (int i = 0; i < work.Changes.Count; i++)
        {
            if (work.Changes[i].Kind != ChangeKind.Rename)
            {
                continue;
            }

            work.Reach(FaultPoint.Release);
            try
            {
                if (work.IsDone(i))
                {
                    RemoveOldName(i);
                }
                else
                {
                    SaveStaged(i);
                }
            }
            catch (FileSystemException e)
            {
                work.Fail(i, e);
            }
        }
    }

    private void Gather(int index)
    {
        Change change = work.Changes[index];
        DirectoryHandle staged = work.OpenStaged(index, out ReadOnlySpan<byte> stagedName);
        if (IsGathered(index))
        {
            return;
        }

        TreeRemoval.Remove(staged, stagedName);
        DirectoryHandle parent = work.OpenParent(change.Source, out ReadOnlySpan<byte> name);
        try
        {
            parent.Link(name, staged, stagedName);
        }
        catch (FileSystemException e) when (LinkRefusal.Is(e.Error))
        {
            parent.RenameNoReplace(name, staged, stagedName);
        }
    }

    private void RemoveOldName(int index)
    {
        Change change = work.Changes[index];
        bool isReplaced = work.Layout.UnitOf(work.Find(change.Source)) >= 0;
        if (!isReplaced && StillHasSource(index))
        {
            work.OpenParent(change.Source, out ReadOnlySpan<byte> name).Unlink(name);
        }
    }

    /// <summary>What was to be renamed and could not be: back to where it was, or into the history when something else stands there now.</summary>
    private void SaveStaged(int index)
    {
        if (!work.IsStaged(index, out _) || StillHasSource(index))
        {
            return;
        }

        DirectoryHandle staged = work.OpenStaged(index, out ReadOnlySpan<byte> stagedName);
        try
        {
            DirectoryHandle parent = work.OpenParent(work.Changes[index].Source, out ReadOnlySpan<byte> name);
            staged.RenameNoReplace(stagedName, parent, name);
        }
        catch (FileSystemException)
        {
            staged.RenameNoReplace(stagedName, work.Slots, RunHistory.StrandedName(index));
            work.Stranded.Add(index);
        }
    }

    private bool IsGathered(int index) =>
        work.IsStaged(index, out FileStatus status) && status.Inode == work.SourceInode(index);

    private bool StillHasSource(int index) =>
        work.TryStat(work.Changes[index].Source, out FileStatus status) && status.Inode == work.SourceInode(index);
}
