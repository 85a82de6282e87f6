using Lockstep.Files;
using Lockstep.Plan;
using Lockstep.Sessions.Claiming;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Undoing;

/// <summary>One undo on one target: a push in which the past takes the place of the project.</summary>
internal sealed class UndoRun(ProjectView project, PushTarget target, UndoRequest request, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly RunSteps _steps = new(project, target, options, client, observer) { NeedsHistory = true, Verb = "undo" };

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _steps.RunAsync(endpoint => ExecuteAsync(endpoint, cancellation), cancellation);

    private async Task ExecuteAsync(IEndpoint endpoint, CancellationToken cancellation)
    {
        TargetState state = await _steps.OpenAsync(endpoint, cancellation);
        HistoryReply history = await endpoint.HistoryAsync(new HistoryRequest(0), cancellation);
        if (UndoPoint.Find(history, request) is not { } first)
        {
            observer.Note("no run changed the target since then: there is nothing to undo");
            return;
        }

        observer.Note(UndoText.Of(first, history.Runs[^1]));
        RunSource ours = await _steps.IdentifyAsync();
        List<PastRun> undone = [.. history.Runs.Where(run => run.Run >= first.Run)];
        Refusal? foreign = await JudgeAsync(ours, undone, cancellation);
        (state, RememberedTarget? left) = await _steps.RecollectAsync(endpoint, state, cancellation);
        SyncPlan plan = await PlanAsync(endpoint, state.Baseline ?? left?.Seen ?? Snapshot.Absent, state, first.Run, foreign, cancellation);
        MemoryTrim.AfterPhase(plan.Changes.Count);
        if (UndoText.OfNothing(plan, undone, history.Runs) is { } nothing)
        {
            observer.Note(nothing);
            return;
        }

        plan = await OwnRuns.TellOthersAsync(endpoint, plan, undone, ours, client.Owner, cancellation);

        // What the project undoes of its own it holds no longer: its own version is a change of its own again.
        await _steps.CarryOutAsync(
            endpoint, state, plan, new RunOrigin(RunKind.Undo, first.Run), SourceOf(ours, state.Last), left?.Held, left?.ScannedAtNs ?? 0, cancellation);
    }

    /// <summary>Why somebody else's runs are not undone; null where all are ours, or the user agrees.</summary>
    private async Task<Refusal?> JudgeAsync(RunSource ours, List<PastRun> runs, CancellationToken cancellation)
    {
        TargetClaim claim = _steps.Claim;
        Refusal? foreign = await Task.Run(() => claim.CheckUndo(ours, client.Owner, runs), cancellation);
        bool mayAsk = foreign is not null && request.Ask is not null && !options.IsDryRun;
        return mayAsk && await request.Ask!(foreign!.Message, cancellation) ? null : foreign;
    }

    /// <summary>
    /// The target stays with its project, at no commit: what stands there after an undo, somebody has chosen.
    /// </summary>
    private static RunSource SourceOf(RunSource ours, PastRun? last)
    {
        RunSource source = last?.Source is { } theirs && !theirs.IsOfProject(ours) ? theirs : ours;
        return source.Unclean with { Commit = "", Branch = "" };
    }

    private async Task<SyncPlan> PlanAsync(IEndpoint endpoint, Snapshot baseline, TargetState state, long run, Refusal? foreign, CancellationToken cancellation)
    {
        using (_steps.Clock.Start(Phase.Compare))
        {
            PastReply past = await endpoint.PastAsync(new PastRequest(run, request.Paths), cancellation);
            MemoryTrim.AfterPhase(past.Entries.Count);
            SyncPlan plan = await new UndoPlanner(endpoint, options).PlanAsync(state, baseline, past.Entries, request.Paths, cancellation);
            plan = plan.RefusedFor(plan.Refusal is null && !plan.IsEmpty ? foreign : plan.Refusal);
            _steps.Show(plan, UndoText.RefusalOf(plan));
            return plan;
        }
    }
}
