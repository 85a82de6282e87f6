using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;

namespace Lockstep.Files.Committing;

/// <summary>Modes and times of directories: opens what is locked, settles what is staged, and puts everything right at the end.</summary>
internal sealed class DirectoryCare(RunWork work)
{
    private const ushort OwnerAll = 0x1c0; // rwx------

    /// <summary>Makes read-only directories of ours writable, for the time of the run.</summary>
    public void Unlock()
    {
        foreach (DirectoryRepair directory in work.Record.Directories)
        {
            if (!directory.IsLocked)
            {
                continue;
            }

            work.Reach(FaultPoint.Unlock);
            try
            {
                DirectoryHandle parent = work.OpenParent(directory.Path, out ReadOnlySpan<byte> name);
                if (parent.TryStat(name, out FileStatus status))
                {
                    parent.SetMode(name, (ushort)(status.Mode | OwnerAll));
                }
            }
            catch (FileSystemException)
            {
                // What is done in it will fail, and say so for the path it concerns.
            }
        }
    }

    /// <summary>
    /// Gives the directories of staged trees their modes and times before they are put in place, deepest first. A tree's top stays writable
    /// for us, since a directory that is not cannot be moved.
    /// </summary>
    public void SettleTrees()
    {
        for (int i = work.Changes.Count - 1; i >= 0; i--)
        {
            Change change = work.Changes[i];
            bool isStagedDirectory = work.Layout.UnitOf(i) >= 0 && change.After.IsDirectory;
            if (!isStagedDirectory)
            {
                continue;
            }

            work.Reach(FaultPoint.SettleTree);
            try
            {
                if (work.IsStaged(i, out FileStatus status) && status.Type == Tree.EntryType.Directory)
                {
                    DirectoryHandle parent = work.OpenStaged(i, out ReadOnlySpan<byte> name);
                    parent.SetMode(name, work.Layout.IsUnit(i) ? (ushort)(change.After.Mode | OwnerAll) : change.After.Mode);
                    parent.SetModified(name, change.After.ModifiedNs);
                }
            }
            catch (FileSystemException) when (work.IsRecovery)
            {
                // A mode that shuts us out is one that the interrupted process has set already.
            }
            catch (FileSystemException e)
            {
                work.Fail(i, e);
            }
        }
    }

    /// <summary>Sets modes and times of all directories that were touched, deepest first, so that nothing disturbs them again.</summary>
    public void Repair()
    {
        for (int i = work.Record.Directories.Count - 1; i >= 0; i--)
        {
            work.Reach(FaultPoint.Repair);
            DirectoryRepair directory = work.Record.Directories[i];
            try
            {
                Repair(directory);
            }
            catch (FileSystemException e)
            {
                Excuse(directory, e);
            }
        }
    }

    /// <summary>
    /// A mode that could not be set is a problem. That a time could not, since only the owner may, is not: the directory holds what it should.
    /// </summary>
    private void Excuse(DirectoryRepair directory, FileSystemException cause)
    {
        int index = work.Find(directory.Path);
        bool isPlanned = index >= 0 && work.Changes[index].Kind == ChangeKind.Mode && work.Record.Changes[index].Role != RunChangeRole.Adopted;
        if (isPlanned && work.TryStat(directory.Path, out FileStatus status) && status.Mode != directory.Mode)
        {
            work.Fail(index, cause);
        }
    }

    private void Repair(DirectoryRepair directory)
    {
        DirectoryHandle parent = work.OpenParent(directory.Path, out ReadOnlySpan<byte> name);
        if (!parent.TryStat(name, out FileStatus status) || status.Type != Tree.EntryType.Directory)
        {
            return;
        }

        if (status.Mode != directory.Mode)
        {
            parent.SetMode(name, directory.Mode);
        }

        if (status.ModifiedNs != directory.ModifiedNs)
        {
            parent.SetModified(name, directory.ModifiedNs);
        }
    }
}
