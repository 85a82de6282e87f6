namespace Lockstep.Sessions.Undoing;

/// <summary>One undo on one target: a push in which the past takes the place of the project.</summary>
/// <param name="context">Between whom.</param>
/// <param name="request">How far back, and what.</param>
internal sealed class UndoRun(SessionContext context, UndoRequest request)
{
    private readonly RunAccount _account = context.NewRun();

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _account.ConcludeAsync(() => ExecuteAsync(cancellation));

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        await using var steps = new RunSteps(context, _account, "undo", isUndo: true, cancellation);
        TargetSession session = await steps.OpenAsync(cancellation);
        PlannedRun? planned;
        using (_account.Clock.Start(Phase.Compare))
        {
            planned = await session.PlanUndoAsync(request, context.Observer, cancellation);
        }

        if (planned is not null)
        {
            steps.Show(planned);
            await steps.CarryOutAsync(planned, await UndoPlanning.SourceAsync(session), scan: null, cancellation);
        }
    }
}
