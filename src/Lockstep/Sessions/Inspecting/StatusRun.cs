using Lockstep.Plan;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Inspecting;

/// <summary>Tells how a target stands. The way in for the command line.</summary>
public static class StatusRun
{
    /// <summary>Plans a push to one target, asks the target about itself, and tells both. Nothing is written on either side.</summary>
    /// <param name="project">The project.</param>
    /// <param name="target">The target.</param>
    /// <param name="options">How the push would be done; it is made a dry run.</param>
    /// <param name="client">What the client brings along.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="onStatus">Is handed the status, when there is one: before the result.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What came of it. That a push would be refused is part of the status and no failure.</returns>
    public static async Task<RunSummary> RunAsync(
        ProjectView project,
        PushTarget target,
        PushOptions options,
        ClientContext client,
        IRunObserver observer,
        Action<TargetStatus> onStatus,
        CancellationToken cancellation)
    {
        var context = new SessionContext(project, target, options with { IsDryRun = true }, client, observer);
        RunAccount account = context.NewRun();
        bool isPlanned = false;
        RunSummary summary = await account.ConcludeAsync(async () =>
        {
            await using var push = new PushRun(context, account, "status", cancellation);
            InspectedPlan inspected = await push.PlanAsync(cancellation);
            isPlanned = true;
            onStatus(Of(inspected, await inspected.Session.Endpoint.InspectAsync(cancellation)));
        });
        return summary.Exit == ExitCode.Refused && isPlanned ? summary with { Exit = ExitCode.Done, Message = null } : summary;
    }

    private static TargetStatus Of(InspectedPlan inspected, Inspection inspection)
    {
        (SyncPlan plan, long lastRun) = (inspected.Planned.Plan, inspected.Session.State.LastRun);
        return new TargetStatus(
            [.. plan.Changes.Where(change => !change.IsHousekeeping)],
            plan.Drift,
            [.. plan.Conflicts.Select(conflict => new Difference(conflict.Path, conflict.Target, IsManaged: conflict.Baseline.Exists))],
            plan.Refusal?.Message,
            lastRun,
            inspection.LastRun is { } last && last.Run == lastRun ? last : null,
            inspection.Holder.Length > 0 ? inspection.Holder : null,
            inspection.IsInterrupted,
            inspection.State.Length > 0 ? inspection.State : null)
        {
            Lasting = inspection.Lasting,
            Others = OthersIn(inspected.Planned),
        };
    }

    private static List<(Difference Difference, PastRun? Run)> OthersIn(PlannedRun planned)
    {
        Dictionary<RelativePath, PastRun?> runs = planned.Who.ToDictionary(attribution => attribution.Path, attribution => attribution.Run);
        return [.. planned.Plan.Kept.Select(kept => (kept, runs.GetValueOrDefault(kept.Path)))];
    }
}
