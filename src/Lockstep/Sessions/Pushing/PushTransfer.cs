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
    public async Task<TransferResult> RunAsync(SyncPlan plan, RunOrigin origin, CancellationToken cancellation)
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

        return Conclude(plan, sent, report);
    }

    private TransferResult Conclude(SyncPlan plan, SendResult sent, CommitReport report)
    {
        if (report.Drift.Count > 0)
        {
            return new TransferResult(report, plan.Baseline, [], sent);
        }

        HashSet<RelativePath> failed = [.. report.Problems.Select(problem => problem.Path), .. sent.Problems.Select(problem => problem.Path)];
        HashSet<RelativePath> undone = [.. failed, .. report.Kept];
        foreach (Problem problem in report.Problems)
        {
            observer.ProblemFound(problem with { IsOnTarget = true });
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

        return new TransferResult(report, plan.ResultAfter(sent.EntryAfter, failed), changed, sent);
    }
}

/// <summary>What came of a transfer.</summary>
/// <param name="Report">The endpoint's answer.</param>
/// <param name="Baseline">The baseline as it must be now on the target.</param>
/// <param name="Changed">Paths that were changed, in path order.</param>
/// <param name="Sent">What became of the contents.</param>
internal sealed record TransferResult(CommitReport Report, Snapshot Baseline, IReadOnlyList<RelativePath> Changed, SendResult Sent);
