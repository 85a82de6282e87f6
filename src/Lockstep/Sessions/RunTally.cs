using Lockstep.Sessions.Deploying;
using Lockstep.Files.Scanning;
using Lockstep.Plan;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions;

/// <summary>Adds up a run's summary while it goes on. The first failure that ends a run counts; problems with single files make it partial.</summary>
internal sealed class RunTally(string target)
{
    private RunSummary _summary = new() { Target = target };

    /// <summary>The run's number; 0 before the commit.</summary>
    public long Run => _summary.Run;

    /// <summary>What stands so far.</summary>
    public RunSummary Summary => _summary;

    /// <summary>Entries that are right already.</summary>
    public int Unchanged => _summary.Unchanged;

    /// <summary>Nothing is added any more: tells what was planned only from what was done, and a run with problems from one without.</summary>
    public void Conclude()
    {
        bool wasNothingDone = _summary.Run == 0
            && _summary.Exit is (ExitCode.SyncFailed or ExitCode.NoConnection or ExitCode.Interrupted);
        if (wasNothingDone)
        {
            _summary = _summary with { Added = 0, Updated = 0, Deleted = 0, Renamed = 0 };
        }

        bool isPartial = _summary is { Exit: ExitCode.Done, Problems: > 0 };
        _summary = isPartial ? _summary with { Exit = ExitCode.Partial } : _summary;
    }

    /// <summary>Something ended the run.</summary>
    public void Fail(ExitCode code, string message) => _summary = _summary with { Exit = code, Message = message };

    /// <summary>What the project's scan found.</summary>
    public void Add(ScanResult scan) => _summary = _summary with
    {
        SkippedHidden = (int)scan.Skipped.Hidden,
        SkippedIgnored = (int)scan.Skipped.Ignored,
        Problems = _summary.Problems + scan.Problems.Count,
    };

    /// <summary>There was nothing to do: so many entries are right already.</summary>
    public void AddInStep(int entries) => _summary = _summary with { Unchanged = entries };

    /// <summary>What is planned.</summary>
    public void Add(SyncPlan plan) => _summary = _summary with
    {
        Added = plan.Counts.Added,
        Updated = plan.Counts.Updated,
        Deleted = plan.Counts.Deleted,
        Renamed = plan.Counts.Renamed,
        Unchanged = plan.Counts.Unchanged,
        KeptProtected = plan.Counts.Forgotten + plan.Counts.Withheld + plan.Counts.Unmanaged,
        Drift = plan.Counts.Drift + plan.Conflicts.Count(conflict => !conflict.IsByRun),
        DriftKept = plan.Counts.Drift,
        KeptOfOthers = plan.Counts.Kept,
    };

    /// <summary>What is planned for a pull.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="compared">Number of entries that were compared.</param>
    /// <param name="problems">Paths that cannot be pulled.</param>
    public void Add(SyncPlan plan, int compared, IReadOnlyList<Problem> problems)
    {
        Add(plan);
        int changed = _summary.Added + _summary.Updated + _summary.Deleted;
        _summary = _summary with { Unchanged = Math.Max(0, compared - changed - plan.Conflicts.Count), Problems = problems.Count, KeptProtected = 0 };
    }

    /// <summary>What was done of a push's plan.</summary>
    public void Add(SyncPlan plan, TransferResult result)
    {
        if (result.Plan != plan)
        {
            Add(result.Plan);
        }

        Add(result.Plan, result.Report, result.Sent.Problems, result.Sent.ContentBytes);
        _summary = _summary with { Problems = _summary.Problems - result.Sent.Passing };
    }

    /// <summary>What was done of the plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="report">What the commit says.</param>
    /// <param name="unsent">Contents that did not come, with causes.</param>
    /// <param name="contentBytes">Bytes of content that came.</param>
    public void Add(SyncPlan plan, CommitReport report, IReadOnlyList<Problem> unsent, long contentBytes)
    {
        var failed = unsent.Concat(report.Problems).Select(problem => problem.Path).Concat(report.Kept).ToHashSet();
        int Undone(ChangeKind kind) => failed.Count == 0 ? 0 : plan.Changes.Count(change => change.Kind == kind && failed.Contains(change.Path) && !change.IsHousekeeping);
        _summary = _summary with
        {
            Run = report.Run,
            BytesContent = contentBytes,
            Problems = _summary.Problems + unsent.Count + report.Problems.Count,
            TargetProblems = _summary.TargetProblems + report.Problems.Count,
            Drift = _summary.Drift + report.Drift.Count,
            KeptProtected = _summary.KeptProtected + report.Kept.Count,
            Added = _summary.Added - Undone(ChangeKind.Add),
            Updated = _summary.Updated - Undone(ChangeKind.Update) - Undone(ChangeKind.Mode),
            Deleted = _summary.Deleted - Undone(ChangeKind.Delete),
            Renamed = _summary.Renamed - Undone(ChangeKind.Rename),
        };
    }

    /// <summary>What went through the transport.</summary>
    public void Add(TransportCount count) => _summary = _summary with { BytesSent = count.Sent, BytesReceived = count.Received, BytesAgent = count.Agent };

    /// <summary>How the deploy ended.</summary>
    /// <param name="end">What came of its commands.</param>
    /// <param name="synced">What a failure is told behind: that the sync is done; empty where there was none.</param>
    public void AddDeploy(DeployEnd end, string synced)
    {
        _summary = _summary with { DeployExit = end.ExitCode };
        if (end.Refusal is { } why)
        {
            string inPlace = _summary.Run > 0 ? "the files are in place, but " : "";
            Fail(ExitCode.Refused, $"refused: {inPlace}{why}. Put that right ('lockstep diff' shows changes), or use --force to go on.");
        }
        else if (end.Failure is { } failure)
        {
            Fail(ExitCode.DeployFailed, $"{synced}{failure}.");
        }
    }

    /// <summary>A deploy failed, and a run has put the files back.</summary>
    public void AddUndone(long run) => _summary = _summary with { Undone = run };

    /// <summary>How the command that the user asked for ended.</summary>
    public void AddCommand(CommandResult result) => _summary = _summary with { CommandExit = result.ExitCode };
}
