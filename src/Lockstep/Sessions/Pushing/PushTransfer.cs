using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Remembering;
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
    /// <param name="source">Where its tree comes from; null where nobody tells.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TransferResult> RunAsync(SyncPlan plan, Snapshot? held, RunOrigin origin, RunSource? source, CancellationToken cancellation)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            (SendResult sent, CommitReport report) = await AttemptAsync(plan, origin, source, cancellation);
            if (!report.IsBegun || report.Drift.Count > 0 || report.Unproven.Count == 0)
            {
                return Conclude(plan, held, sent, report) with
                {
                    Mark = source is null ? default : RunMark.OfOwn(owner, source),
                };
            }

            plan = SendUnproven(plan, report.Unproven, isFirst);
            contents.IsAlone = true;
        }
    }

    private async Task<(SendResult Sent, CommitReport Report)> AttemptAsync(SyncPlan plan, RunOrigin origin, RunSource? source, CancellationToken cancellation)
    {
        SendResult sent;
        using (clock.Start(Phase.Transfer))
        {
            var request = new RunRequest(plan.Baseline.Digest, plan.Changes, plan.Bookkeeping, options.Disposable, owner, options.Retention)
            {
                Origin = origin,
                Source = source,
                Key = plan.Key,
            };
            StageOffer offer = await endpoint.BeginAsync(request, cancellation);
            MemoryTrim.AfterPhase(plan.Changes.Count);
            sent = offer.IsBegun
                ? await contents.SendAsync(plan.Changes, offer, endpoint, options.Compression, observer, cancellation)
                : new SendLog(plan.Changes, observer).Result;
        }

        using (clock.Start(Phase.Commit))
        {
            CommitReport report = await endpoint.CommitAsync(cancellation);
            MemoryTrim.AfterPhase(plan.Changes.Count);
            if (GivenUpText.Of(report.GivenUp) is { } given)
            {
                observer.Note(given);
            }

            return (sent, report);
        }
    }

    /// <summary>The plan that sends what the target does not have after all. A target that finds something again the second time gets everything sent: the third has nothing left to find.</summary>
    private SyncPlan SendUnproven(SyncPlan plan, IReadOnlyList<RelativePath> unproven, bool isFirst)
    {
        HashSet<RelativePath> reused = [.. plan.Reused];
        foreach (RelativePath path in unproven)
        {
            if (!reused.Contains(path))
            {
                throw new ProtocolException($"the target finds no proof for '{path}', whose content it was not to have");
            }
        }

        observer.Note(CollisionText.Of([.. plan.Changes.Where(change => unproven.Contains(change.Path))]));
        return plan.Sending(isFirst ? unproven.ToHashSet() : reused);
    }

    private TransferResult Conclude(SyncPlan plan, Snapshot? held, SendResult sent, CommitReport report)
    {
        if (!report.IsBegun || report.Drift.Count > 0)
        {
            return new TransferResult(plan, report, plan.Baseline, held, [], sent);
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

        Snapshot baseline = plan.ResultAfter(sent.EntryAfter, failed);
        bool isHeldAsPut = ReferenceEquals(held, plan.Baseline)
            && plan.Bookkeeping.Count == 0
            && plan.HeldEdits.Count == 0
            && plan.OfOthers.Count == 0;
        Snapshot? after = isHeldAsPut ? baseline : held is null ? null : plan.HeldAfter(held, sent.EntryAfter, failed);
        return new TransferResult(plan, report, after is null ? baseline : SnapshotSharing.Share(baseline, after), after, changed, sent);
    }
}

/// <summary>What came of a transfer.</summary>
/// <param name="Plan">What was carried out: as planned, or with contents sent that were to be found on the target.</param>
/// <param name="Report">The endpoint's answer.</param>
/// <param name="Baseline">The baseline as it must be now on the target.</param>
/// <param name="Held">What the project holds now; null where that is not known.</param>
/// <param name="Changed">Paths that were changed, in path order.</param>
/// <param name="Sent">What became of the contents.</param>
internal sealed record TransferResult(
    SyncPlan Plan, CommitReport Report, Snapshot Baseline, Snapshot? Held, IReadOnlyList<RelativePath> Changed, SendResult Sent)
{
    /// <summary>What tells the run that was made from another one of its number.</summary>
    public RunMark Mark { get; init; }
}
