using Lockstep.Sessions.Endpoints;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>Runs a project's deploy command in the target's root and hands its output on as it comes.</summary>
internal sealed class Deployment(ProjectView project, IEndpoint endpoint, TargetState state, string target, PhaseClock clock, IRunObserver observer)
{
    /// <summary>Runs it, if the project has one.</summary>
    /// <param name="step">What the settings say.</param>
    /// <param name="run">The target's last run.</param>
    /// <param name="changed">What that run changed.</param>
    /// <param name="tally">Takes the result.</param>
    /// <param name="cancellation">Ends the command: INT, TERM, KILL.</param>
    /// <returns>Whether there was a command.</returns>
    public async Task<bool> RunAsync(DeployStep step, long run, IReadOnlyList<RelativePath> changed, RunTally tally, CancellationToken cancellation)
    {
        if (DeployCommand.Find(step, project.FindSent) is not { } command)
        {
            return false;
        }

        if (step.FindObstacle(tally.Summary) is { } obstacle)
        {
            observer.Note(obstacle);
            return true;
        }

        observer.Note($"deploy: {command.Describe(state)}");
        using (clock.Start(Phase.Deploy))
        {
            command = await command.WithProofAsync(project, cancellation);
            CommandRequest request = command.Request(step, target, run, changed);
            CommandResult result = await endpoint.RunAsync(request, (kind, bytes) => observer.Output(OutputSource.Deploy, kind, bytes), cancellation);
            cancellation.ThrowIfCancellationRequested();
            tally.AddDeploy(result, step.Timeout);
            return true;
        }
    }
}
