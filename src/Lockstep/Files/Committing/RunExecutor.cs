using Lockstep.Files.State;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Plan;

namespace Lockstep.Files.Committing;

/// <summary>
/// Carries out a run whose journal is in force. Every step looks at the disk first and does what is not done yet, so that the same code
/// commits a run and finishes one that was interrupted anywhere. What fails for one path is noted; all else goes on.
/// The order: take in the sources of renames, put everything new in place, drop the renamed names, set modes and times, delete, and put
/// the directories right. Nothing is deleted before all that is new stands.
/// </summary>
internal sealed class RunExecutor(RunWork work, Journal journal)
{
    /// <summary>Does all that is left to do.</summary>
    public RunOutcome Execute()
    {
        var directories = new DirectoryCare(work);
        var renames = new RenameSources(work);
        var removal = new Removal(work, renames);
        work.Reach(FaultPoint.BeginRun);
        directories.Unlock();
        if (renames.Any && !work.Record.IsGathered)
        {
            renames.Gather();
            work.Reach(FaultPoint.MarkGathered);
            journal.MarkGathered();
        }

        var installation = new Installation(work);
        if (work.IsRecovery)
        {
            installation.DropTorn();
        }

        directories.SettleTrees();
        removal.EmptyReplacedDirectories();
        installation.Install();
        renames.Release();
        SetMetadata();
        removal.Remove();
        directories.Repair();
        return Outcome();
    }

    /// <summary>Modes and times of files and links that stay what they are, or came by renaming.</summary>
    private void SetMetadata()
    {
        for (int i = 0; i < work.Changes.Count; i++)
        {
            Change change = work.Changes[i];
            bool isInPlace = change.Kind is ChangeKind.Mode or ChangeKind.Rename && !change.After.IsDirectory && work.IsDone(i);
            if (!isInPlace)
            {
                continue;
            }

            work.Reach(FaultPoint.SetMetadata);
            try
            {
                SetMetadata(change);
            }
            catch (FileSystemException e)
            {
                work.Fail(i, e);
            }
        }
    }

    // What is right already is left alone: it may belong to somebody else, who let us rename it but not change it.
    private void SetMetadata(in Change change)
    {
        DirectoryHandle parent = work.OpenParent(change.Path, out ReadOnlySpan<byte> name);
        if (!parent.TryStat(name, out FileStatus status))
        {
            throw new FileSystemException(Errno.ENOENT, "set times of", name);
        }

        if (change.After.IsFile && status.Mode != change.After.Mode)
        {
            parent.SetMode(name, change.After.Mode);
        }

        if (status.ModifiedNs != change.After.ModifiedNs)
        {
            parent.SetModified(name, change.After.ModifiedNs);
        }
    }

    private RunOutcome Outcome()
    {
        var failed = new List<FailedChange>();
        long keptBytes = 0;
        for (int i = 0; i < work.Changes.Count; i++)
        {
            if (work.Failed.TryGetValue(i, out string? cause))
            {
                failed.Add(new FailedChange(i, cause));
            }
            else if (work.Record.Changes[i].KeepsBefore)
            {
                keptBytes += work.Changes[i].Before.Size;
            }
        }

        return new RunOutcome(failed, [.. work.Kept], [.. work.Stranded], keptBytes);
    }
}
