using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Plan;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>What a run that is done changes in the baseline: only what was done, with the stamps that the entries have now.</summary>
internal sealed class BaselineEdits(RunWork work, RunOutcome outcome, Snapshot baseline)
{
    /// <summary>The edits in path order, each path once.</summary>
    /// <param name="stamps">Stamps that entries got in the stage, by index; those that are not there are looked up and added.</param>
    public IReadOnlyList<EntryEdit> Find(SparseColumn<FileStamp> stamps)
    {
        var undone = new HashSet<int>(outcome.Kept);
        foreach (FailedChange failed in outcome.Failed)
        {
            undone.Add(failed.Index);
            if (work.Changes[failed.Index].Kind == ChangeKind.Rename)
            {
                undone.Add(work.Find(work.Changes[failed.Index].Source));
            }
        }

        IReadOnlyList<EntryEdit> edits = EditView.Merge(EditView.Merge(OfBookkeeping(undone), OfChanges(undone, stamps)), OfDirectories());
        if (undone.Count > 0)
        {
            // The run was done in part, and what was done may stand in a directory that is not known to be ours.
            edits = StandingEdits.Of(baseline, edits);
        }

        return outcome.Kept.Count == 0 ? edits : EditView.Merge(OfKept(edits), edits);
    }

    /// <summary>
    /// Directories that stay because of what is not ours are not ours any longer, unless something that could not be removed is still
    /// managed below.
    /// </summary>
    private List<EntryEdit> OfKept(IReadOnlyList<EntryEdit> edits)
    {
        Snapshot next = baseline.With(edits);
        var released = new List<EntryEdit>();
        int[] kept = [.. outcome.Kept];
        Array.Sort(kept, (left, right) => right - left);
        foreach (int index in kept)
        {
            RelativePath path = work.Changes[index].Path;
            if (next.ChildrenOf(path).Count == 0)
            {
                var release = new EntryEdit(path, Entry.Absent);
                next = next.With([release]);
                released.Add(release);
            }
        }

        released.Reverse();
        return released;
    }

    private EditView OfChanges(HashSet<int> undone, SparseColumn<FileStamp> stamps)
    {
        var done = new List<int>(work.Changes.Count);
        for (int i = 0; i < work.Changes.Count; i++)
        {
            Change change = work.Changes[i];
            if (undone.Contains(i) || work.Record.Changes[i].Role == RunChangeRole.Disposable)
            {
                continue;
            }

            done.Add(i);
            bool isOutdated = stamps[i] == default || change.Kind == ChangeKind.Rename;
            if (change.After.Exists && isOutdated)
            {
                stamps[i] = StampOf(change.Path, change.After);
            }
        }

        return new EditView(done.Count, at => new EntryEdit(work.Changes[done[at]].Path, work.Changes[done[at]].After, stamps[done[at]]));
    }

    private List<EntryEdit> OfBookkeeping(HashSet<int> undone)
    {
        var edits = new List<EntryEdit>(work.Record.Bookkeeping.Count);
        foreach (EntryEdit edit in work.Record.Bookkeeping)
        {
            if (undone.Count > 0 && undone.Contains(work.Find(edit.Path)))
            {
                continue;
            }

            edits.Add(edit with { Stamp = edit.Entry.Exists ? StampOf(edit.Path, edit.Entry) : default });
        }

        return edits;
    }

    /// <summary>Directories that the run disturbed but does not change: their entries stay, their stamps are new.</summary>
    private List<EntryEdit> OfDirectories()
    {
        var edits = new List<EntryEdit>();
        foreach (DirectoryRepair directory in work.Record.Directories)
        {
            Entry entry = baseline.Find(directory.Path);
            if (entry.IsDirectory && work.TryStat(directory.Path, out FileStatus status) && status.Type == EntryType.Directory)
            {
                edits.Add(new EntryEdit(directory.Path, entry, status.Stamp));
            }
        }

        return edits;
    }

    /// <summary>The stamp of what stands at a path; none when it is not what is put down there, so that the next drift check looks closer.</summary>
    private FileStamp StampOf(RelativePath path, in Entry entry) =>
        work.TryStat(path, out FileStatus status) && status.Type == entry.Type && status.ToEntry().Size == entry.Size ? status.Stamp : default;
}
