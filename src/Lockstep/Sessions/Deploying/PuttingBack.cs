using Lockstep.Plan;
using Lockstep.Sessions.Contents.Shared;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;

namespace Lockstep.Sessions.Deploying;

/// <summary>
/// Puts a target's files back to before a run, over the session that made it. What the deploy itself changed of them is
/// replaced too, and kept in the history.
/// </summary>
/// <param name="context">Between whom.</param>
/// <param name="session">The target.</param>
/// <param name="account">Times it.</param>
internal sealed class PuttingBack(SessionContext context, TargetSession session, RunAccount account)
{
    // The failed deploy is the user's own, and so is the wish to have all of it back.
    private readonly SessionContext _agreed = context with
    {
        Options = context.Options with { Force = true, Confirmed = true, IsDryRun = false },
    };

    /// <summary>Puts them back.</summary>
    /// <param name="first">The run before which the target goes back.</param>
    /// <param name="cancellation">Ends it, leaving the target consistent.</param>
    /// <returns>What was changed, in path order.</returns>
    /// <exception cref="SyncException">It was refused, or the connection was lost.</exception>
    public async Task<IReadOnlyList<RelativePath>> RunAsync(long first, CancellationToken cancellation)
    {
        session.Known.Replace(await session.Endpoint.CheckAsync(cancellation));
        var planning = new UndoPlanning(_agreed, session, account.Observer);
        PlannedRun? planned = await planning.PlanAsync(new UndoRequest { Run = first }, cancellation);
        if (planned is null || planned.Plan.IsEmpty)
        {
            return [];
        }

        if (planned.Refusal is { } refusal)
        {
            throw new SyncException(ExitCode.Refused, refusal);
        }

        using ContentTurn contents = context.Project.Contents.AnnounceTurn();
        RunSource source = await UndoPlanning.SourceAsync(session);
        TransferResult result = await session.CarryOutAsync(planned, source, contents, account, cancellation);
        if (result.Report.Drift.Count > 0)
        {
            throw new SyncException(ExitCode.Refused, DriftText.Of(result.Report.Drift, RunKind.Undo, isForced: true));
        }

        session.Known.HoldUndone(result.Held!);
        return result.Changed;
    }
}
