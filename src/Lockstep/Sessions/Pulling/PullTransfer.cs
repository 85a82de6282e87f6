using Lockstep.Plan;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Pulling;

/// <summary>Carries a pull out: announces the run to the project, fetches the contents from the target into it, commits.</summary>
internal sealed class PullTransfer(IEndpoint target, LocalEndpoint here, PullOptions options, string owner, PhaseClock clock, IRunObserver observer)
{
    /// <summary>Transfers and commits.</summary>
    public async Task<PullResult> RunAsync(PullPlan pull, SnapshotDigest hereBaseline, CancellationToken cancellation)
    {
        IReadOnlyList<Change> changes = pull.Plan.Changes;
        List<int> fetched;
        IReadOnlyList<Problem> missed;
        ProjectSink sink;
        using (clock.Start(Phase.Transfer))
        {
            var request = new RunRequest(hereBaseline, changes, pull.Adopted, options.Disposable, owner, options.Retention) { Origin = new RunOrigin(RunKind.Pull) };
            fetched = Missing(changes, await here.BeginAsync(request, cancellation));
            sink = new ProjectSink(here, changes, fetched, new TransferProgress(changes, observer));
            missed = fetched.Count == 0 ? [] : await target.FetchAsync(RequestOf(pull, fetched), sink, cancellation);
        }

        CommitReport report;
        using (clock.Start(Phase.Commit))
        {
            report = await here.CommitAsync(cancellation);
        }

        var result = new PullResult(report, missed, sink.ContentBytes);
        Tell(changes, fetched, result);
        return result;
    }

    /// <summary>Changes whose content is not staged already, by an interrupted pull.</summary>
    private static List<int> Missing(IReadOnlyList<Change> changes, StageOffer offer)
    {
        HashSet<int> staged = [.. offer.Complete.Where(content => changes[content.Index].After.Content == content.Content).Select(content => content.Index)];
        return [.. Enumerable.Range(0, changes.Count).Where(index => changes[index].Transfer == Transfer.Whole && !staged.Contains(index))];
    }

    private static FetchRequest RequestOf(PullPlan pull, List<int> indexes) =>
        new([.. indexes.Select(index => pull.Plan.Changes[index].Path).Select(path => new FetchedContent(path, pull.Target.Find(path)))]);

    private void Tell(IReadOnlyList<Change> changes, List<int> fetched, PullResult result)
    {
        if (GivenUpText.Of(result.Report.GivenUp) is { } given)
        {
            observer.Note($"in the project: {given}");
        }

        foreach (Problem problem in result.Missed.Concat(result.Report.Problems))
        {
            observer.ProblemFound(problem);
        }

        if (result.Report.Drift.Count > 0)
        {
            return;
        }

        HashSet<RelativePath> undone = [.. result.Missed.Concat(result.Report.Problems).Select(problem => problem.Path), .. result.Report.Kept];
        HashSet<int> sent = [.. fetched];
        for (int i = 0; i < changes.Count; i++)
        {
            if (!changes[i].IsHousekeeping && !undone.Contains(changes[i].Path))
            {
                observer.FileDone(changes[i], sent.Contains(i) ? changes[i].After.Size : 0);
            }
        }
    }
}

/// <summary>What came of a pull's transfer.</summary>
/// <param name="Report">The project's answer.</param>
/// <param name="Missed">Contents that the target did not send, with causes.</param>
/// <param name="ContentBytes">Bytes of content that came.</param>
internal sealed record PullResult(CommitReport Report, IReadOnlyList<Problem> Missed, long ContentBytes);
