using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Sessions.Deploying;

/// <summary>The deploy step alone, on one target.</summary>
internal sealed class DeployRun(ProjectView project, PushTarget target, PushOptions options, ClientContext client, IRunObserver observer)
{
    private readonly PhaseClock _clock = new(observer);
    private readonly RunTally _tally = new(target.Name);

    /// <summary>Runs it; what ends it early is in the summary.</summary>
    public Task<RunSummary> RunAsync(CancellationToken cancellation) => _tally.ConcludeAsync(() => ExecuteAsync(cancellation), _clock);

    private async Task ExecuteAsync(CancellationToken cancellation)
    {
        // Its lock keeps others from writing while the command runs; on a target without runs there is none to take.
        var request = new OpenRequest(target.Root, IsPreview: false, SnapshotDigest.None, client.Owner)
        {
            NeedsHistory = true,
            Purpose = ClientContext.PurposeOf("deploy"),
            AwaitsLock = true,
        };
        IEndpoint connecting;
        using (_clock.Start(Phase.Connect))
        {
            connecting = await client.ConnectAsync(target, options, observer, cancellation, Task.FromResult(request));
        }

        await using IEndpoint endpoint = connecting;
        TargetState state =
            await LockWait.OpenAsync(endpoint, request, options.LockPatience, observer.Note, cancellation);
        foreach (string note in state.Notes)
        {
            observer.Note(note);
        }

        var deployment = new Deployment(project, endpoint, state, target.Name, _clock, observer);
        if (!await deployment.RunAsync((options.Deploy ?? DeployStep.Convention).On(target.Kind), state.LastRun, [], _tally, cancellation))
        {
            _tally.Fail(ExitCode.Usage, target.Kind == AddressKind.Local
                ? "there is nothing to deploy with: on a target of this machine no deploy.py or deploy.sh runs by itself, and lockstep.toml has no [deploy] command. Give one with --deploy CMD."
                : "there is nothing to deploy with: the project has no deploy.py or deploy.sh, and lockstep.toml has no [deploy] command.");
        }

        _tally.Add(endpoint.Transported);
    }
}
