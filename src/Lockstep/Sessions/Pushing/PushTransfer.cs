using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pushing;

/// <summary>Carries a plan out on an endpoint: announces the run, sends the contents, commits.</summary>
internal sealed class PushTransfer(ContentTurn contents, IEndpoint endpoint, PushOptions options, string owner, PhaseClock clock, IRunObserver observer)
{
    /// <summary>Transfers and commits.</summary>
    /// <param name="plan">What is done.</param>
    /// <param name="held">What the project held; null where that is not known.</param>
    /// <param name="origin">What makes the run.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TransferResult> RunAsync(SyncPlan plan, Snapshot? held, RunOrigin origin, CancellationToken cancellation)
    {
        SendResult sent;
        using (clock.Start(Phase.Transfer))
        {
            var request = new RunRequest(plan.Baseline.Digest, plan.Changes, plan.Bookkeeping, options.Disposable, owner, options.Retention) { Origin = origin };
            StageOffer offer = await endpoint.BeginAsync(request, cancellation);
            MemoryTrim.AfterPhase(plan.Changes.Count);
            sent = await contents.SendAsync(plan.Changes, offer, endpoint, options.Compression, observer, cancellation);
        }

        CommitReport report;
        using (clock.Start(Phase.Commit))
        {
            report = await endpoint.CommitAsync(cancellation);
            MemoryTrim.AfterPhase(plan.Changes.Count);
        }

        if (GivenUpText.Of(report.GivenUp) is { } given)
        {
            observer.Note(given);
        }

        return Conclude(plan, held, sent, report);
    }

    private TransferResult Conclude(SyncPlan plan, Snapshot? held, SendResult sent, CommitReport report)
    {
        if (report.Drift.Count > 0)
        {
            return new TransferResult(report, plan.Baseline, held, [], sent);
        }

        HashSet<RelativePath> failed = [.. report.Problems.Select(problem => problem.Path), .. sent.Problems.Select(problem => problem.Path)];
        HashSet<RelativePath> undone = [.. failed, .. report.Kept];
        foreach (Problem problem in report.Problems)
        {
            observer.ProblemFound(problem);
        }

        var changed = new List<RelativePath>();
        for (int i = 0; i < plan.Changes.Count; i++)
        {
            Change change = plan.Changes[i];
            if (!change.IsHousekeeping && !undone.Contains(change.Path))
            {
                changed.Add(change.Path);
                observer.FileDone(change, sent.BytesOf(i));
            }
        }

        Snapshot baseline = plan.ResultAfter(sent.EntryAfter, failed);
        bool isHeldAsPut = ReferenceEquals(held, plan.Baseline) && plan.Bookkeeping.Count == 0 && plan.HeldEdits.Count == 0;
        Snapshot? after = isHeldAsPut ? baseline : held is null ? null : plan.HeldAfter(held, sent.EntryAfter, failed);
        return new TransferResult(report, after is null ? baseline : SnapshotSharing.Share(baseline, after), after, changed, sent);
    }
}

/// <summary>What came of a transfer.</summary>
/// <param name="Report">The endpoint's answer.</param>
/// <param name="Baseline">The baseline as it must be now on the target.</param>
/// <param name="Held">What the project holds now; null where that is not known.</param>
/// <param name="Changed">Paths that were changed, in path order.</param>
/// <param name="Sent">What became of the contents.</param>
internal sealed record TransferResult(CommitReport Report, Snapshot Baseline, Snapshot? Held, IReadOnlyList<RelativePath> Changed, SendResult Sent);
