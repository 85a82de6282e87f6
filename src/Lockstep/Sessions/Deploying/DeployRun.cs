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
        // Its lock keeps others from writing while the command runs; on a target without runs there is none to take.
        KnownTarget memory = context.NewMemory();
        var opening = new TargetOpening(context, SessionMode.Run, "deploy", memory) { NeedsHistory = true };
        RememberedTarget? known = await Task.Run(memory.Load, cancellation);
        opening.Begin(Task.FromResult(known), cancellation);
        await using TargetSession session = await opening.OpenAsync(known, _account, cancellation);
        SessionContext asked = context with { Options = context.Options with { Deploy = context.Options.Deploy ?? DeployStep.Convention } };
        var after = new AfterSync(asked, session, _account) { IsAlone = true, OnPutBack = () => memory.Keep(session.Known, _account.Observer) };
        if (!await after.RunAsync([], cancellation))
        {
            _account.Tally.Fail(ExitCode.Usage, context.Target.Kind == AddressKind.Local
                ? "there is nothing to deploy with: on a target of this machine no deploy.py or deploy.sh runs by itself, and lockstep.toml has no [deploy] command. Give one with --deploy CMD."
                : "there is nothing to deploy with: the project has no deploy.py or deploy.sh, and lockstep.toml has no [deploy] command.");
        }
    }
}
