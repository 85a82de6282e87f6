using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions.Remembering;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Undoing;

/// <summary>Finds out what an undo takes back and whether it may, and has its plan made: a push in which the past takes the place of the project.</summary>
/// <param name="context">Between whom.</param>
/// <param name="session">The target.</param>
/// <param name="observer">Is told what is undone.</param>
internal sealed class UndoPlanning(SessionContext context, TargetSession session, IRunObserver observer)
{
    private readonly string _owner = context.Client.Owner;

    /// <summary>Makes the plan; null where there is nothing to undo.</summary>
    /// <param name="request">What is undone.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task<PlannedRun?> PlanAsync(UndoRequest request, CancellationToken cancellation)
    {
        HistoryReply history = await session.Endpoint.HistoryAsync(new HistoryRequest(0), cancellation);
        if (UndoPoint.Find(history, request) is not { } first)
        {
            observer.Note("no run changed the target since then: there is nothing to undo");
            return null;
        }

        List<PastRun> undone = [.. history.Runs.Where(run => run.Run >= first.Run)];
        observer.Note(UndoText.Of(first, history.Runs[^1]));
        RunSource ours = await session.IdentifyAsync();
        Refusal? foreign = await JudgeAsync(request, ours, undone, cancellation);
        SyncPlan plan = await PlanAsync(request, first.Run, foreign, cancellation);
        MemoryTrim.AfterPhase(plan.Changes.Count);
        if (UndoText.OfNothing(plan, undone, history.Runs) is { } nothing)
        {
            observer.Note(nothing);
            return null;
        }

        plan = await OwnRuns.TellOthersAsync(session.Endpoint, plan, undone, ours, _owner, cancellation);
        return new PlannedRun(plan, new RunOrigin(RunKind.Undo, first.Run)) { Refusal = UndoText.RefusalOf(plan) };
    }

    /// <summary>
    /// Where an undo's tree comes from: the target stays with its project, at no commit, since somebody has chosen what stands there.
    /// </summary>
    public static async Task<RunSource> SourceAsync(TargetSession session)
    {
        RunSource ours = await session.IdentifyAsync();
        RunSource source = session.State.Last?.Source is { } theirs && !theirs.IsOfProject(ours) ? theirs : ours;
        return source.Unclean with { Commit = "", Branch = "" };
    }

    /// <summary>Why somebody else's runs are not undone; null where all are ours, or the user agrees.</summary>
    private async Task<Refusal?> JudgeAsync(UndoRequest request, RunSource ours, List<PastRun> runs, CancellationToken cancellation)
    {
        Refusal? foreign = await Task.Run(() => context.Claim.CheckUndo(ours, _owner, runs), cancellation);
        bool mayAsk = foreign is not null && request.Ask is not null && !context.Options.IsDryRun;
        return mayAsk && await request.Ask!(foreign!.Message, cancellation) ? null : foreign;
    }

    private async Task<SyncPlan> PlanAsync(UndoRequest request, long run, Refusal? foreign, CancellationToken cancellation)
    {
        PastReply past = await session.Endpoint.PastAsync(new PastRequest(run, request.Paths), cancellation);
        MemoryTrim.AfterPhase(past.Entries.Count);
        SyncPlan plan = await new UndoPlanner(session.Endpoint, context.Options)
            .PlanAsync(session.Known, past.Entries, request.Paths, cancellation);
        return plan.RefusedFor(plan.Refusal is null && !plan.IsEmpty ? foreign : plan.Refusal);
    }
}
