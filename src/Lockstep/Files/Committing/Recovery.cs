using System.Globalization;
using Lockstep.Files.Roots;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>Finishes a run whose process died while it committed: from the journal on, a run only goes forward.</summary>
internal static class Recovery
{
    /// <summary>Brings the target into the state after its last run; gives a sentence for the user when there was anything to do.</summary>
    /// <param name="root">The root.</param>
    /// <param name="state">Its state, locked.</param>
    /// <param name="baseline">What was last put there.</param>
    /// <param name="history">The past runs.</param>
    /// <param name="expectOwn">Throws where an interrupted run is not to be finished; called before anything is done to
    /// the root.</param>
    /// <param name="faults">Called at every fault point.</param>
    public static string? Run(TargetRoot root, DirectoryHandle state, BaselineStore baseline, RunHistory history, Action expectOwn, FaultHook? faults)
    {
        string? note = CatchUp(root, state, baseline, history);
        using Journal? journal = Journal.TryOpen(state, out RunRecord? record);
        if (journal is null)
        {
            return note;
        }

        if (record is null)
        {
            journal.Discard();
            return note;
        }

        expectOwn();
        new RunCommit(root, state, baseline, history, faults).Commit(record, journal, stagedStamps: null);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"finished run {record.Run} of {DisplayText.Of(record.Owner)}, which was interrupted while it was put in place ({record.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC)");
    }

    /// <summary>
    /// A run that is in the history without its outcome, and not in the baseline, is done again: the rename of the journal may have reached the disk before the
    /// last that was written to it.
    /// </summary>
    private static void ReinstateUnfinished(DirectoryHandle state, BaselineStore baseline, RunHistory history)
    {
        long next = baseline.LastRun + 1;
        if (!baseline.IsDamaged && !Journal.Exists(state) && history.Read(next) is { Outcome: null })
        {
            using DirectoryHandle slots = history.OpenRun(next);
            Journal.Reinstate(state, slots);
        }
    }

    /// <summary>
    /// Adds runs to the baseline that are in the history but not in it: after a power failure the rename of the journal may have reached
    /// the disk before the baseline's last record.
    /// </summary>
    private static string? CatchUp(TargetRoot root, DirectoryHandle state, BaselineStore baseline, RunHistory history)
    {
        string? note = null;
        while (!baseline.IsDamaged && history.Read(baseline.LastRun + 1) is { Outcome: { } outcome } record)
        {
            using DirectoryHandle slots = history.OpenRun(record.Run);
            using var work = new RunWork(record, isRecovery: true, root, StageDirectory.Open(state), slots, faults: null);
            baseline.Append(record.Run, new BaselineEdits(work, outcome, baseline.Snapshot).Find(new SparseColumn<FileStamp>()));
            history.Add(record);
            note = string.Create(CultureInfo.InvariantCulture, $"took run {record.Run} into the baseline again, which had lost it");
        }

        ReinstateUnfinished(state, baseline, history);
        return note;
    }
}
