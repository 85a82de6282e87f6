using Lockstep.Files.Roots;
using Lockstep.Files.Staging;
using Lockstep.Files.State;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Committing;

/// <summary>
/// From a journal in force to a run in the history, in the order that makes each step safe to repeat: the changes, the outcome into the
/// journal, the baseline, the journal becomes the manifest, the run is listed, the stage is emptied.
/// </summary>
internal sealed class RunCommit(TargetRoot root, DirectoryHandle state, BaselineStore baseline, RunHistory history, FaultHook? faults)
{
    /// <summary>Commits a run.</summary>
    /// <param name="record">The run.</param>
    /// <param name="journal">Its journal, in force.</param>
    /// <param name="stagedStamps">Stamps that entries got in the stage; null when another process staged them.</param>
    public RunOutcome Commit(RunRecord record, Journal journal, SparseColumn<FileStamp>? stagedStamps)
    {
        using DirectoryHandle slots = history.MakeRun(record.Run);
        using var work = new RunWork(record, isRecovery: stagedStamps is null, root, StageDirectory.Open(state), slots, faults);
        RunOutcome outcome = record.Outcome ?? Execute(work, journal);
        if (baseline.LastRun < record.Run)
        {
            IReadOnlyList<EntryEdit> edits = new BaselineEdits(work, outcome, baseline.Snapshot).Find(stagedStamps ?? new());
            faults?.Invoke(FaultPoint.WriteBaseline);
            baseline.Append(record.Run, edits);
        }

        faults?.Invoke(FaultPoint.RetireJournal);
        journal.Retire(slots);
        faults?.Invoke(FaultPoint.ListRun);
        history.Add(record with { Outcome = outcome });
        faults?.Invoke(FaultPoint.EmptyStage);
        StageDirectory.Empty(state);
        return outcome;
    }

    private RunOutcome Execute(RunWork work, Journal journal)
    {
        RunOutcome outcome = new RunExecutor(work, journal).Execute();
        faults?.Invoke(FaultPoint.WriteOutcome);
        journal.Finish(outcome);
        return outcome;
    }
}
