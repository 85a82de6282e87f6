using Lockstep.Sessions.Remembering;

namespace Lockstep.Sessions.Deploying;

/// <summary>The deploy step alone, on one target.</summary>
/// <param name="context">Between whom.</param>
internal sealed class DeployRun(SessionContext context)
{
    private readonly RunAccount _account = context.NewRun();

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _account.ConcludeAsync(() => ExecuteAsync(cancellation));

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        var opening = new TargetOpening(context, SessionMode.Look, "deploy");
        RememberedTarget? known = await Task.Run(context.NewMemory().Load, cancellation);
        opening.Begin(Task.FromResult(known), cancellation);
        await using TargetSession session = await opening.OpenAsync(known, _account, cancellation);
        if (!await session.DeployAsync(context.Options.Deploy ?? DeployStep.Convention, [], _account, cancellation))
        {
            _account.Tally.Fail(ExitCode.Usage, context.Target.Kind == AddressKind.Local
                ? "there is nothing to deploy with: on a target of this machine no deploy.py or deploy.sh runs by itself, and lockstep.toml has no [deploy] command. Give one with --deploy CMD."
                : "there is nothing to deploy with: the project has no deploy.py or deploy.sh, and lockstep.toml has no [deploy] command.");
        }
    }
}
