using Lockstep.Sessions.Deploying;

namespace Lockstep.Sessions.Pushing;

/// <summary>Brings targets in step with a project. The way in for the command line.</summary>
public static class Push
{
    /// <summary>Pushes a project to one target, then deploys.</summary>
    /// <returns>What came of it; failures are in it too, with their exit code.</returns>
    public static Task<RunSummary> RunAsync(
        ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer, CancellationToken cancellation)
    {
        var context = new SessionContext(project, target, options, client, observer);
        RunAccount account = context.NewRun();
        return account.ConcludeAsync(async () =>
        {
            await using TargetSession? inStep = await InStepSession.TryOpenAsync(context, account, cancellation);
            if (inStep is not null)
            {
                await new AfterSync(context, inStep, account) { MayPutBack = false, OnPutBack = () => { } }.RunAsync([], cancellation);
                return;
            }

            try
            {
                await using var push = new PushRun(context, account, "push", cancellation);
                await push.PlanAsync(cancellation);
                await push.CarryOutAsync(cancellation);
            }
            catch (SyncException lost) when (DeployRescue.IsDue(context, account, lost))
            {
                await new DeployRescue(context, account).RunAsync(lost, cancellation);
            }
        });
    }

    /// <summary>Runs a project's deploy command on one target without pushing.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static Task<RunSummary> DeployAsync(
        ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer, CancellationToken cancellation) =>
        new DeployRun(new SessionContext(project, target, options, client, observer)).RunAsync(cancellation);
}
