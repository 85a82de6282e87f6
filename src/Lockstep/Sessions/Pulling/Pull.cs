using Lockstep.Sessions.Pushing;

namespace Lockstep.Sessions.Pulling;

/// <summary>Brings entries of a target into a project. The way in for the command line.</summary>
public static class Pull
{
    /// <summary>Pulls from one target.</summary>
    /// <returns>What came of it; failures are in it too, with their exit code. Run and counts are those of the project.</returns>
    public static Task<RunSummary> RunAsync(
        ProjectView project, PushTarget target, PullOptions options, ClientContext client, IRunObserver observer, CancellationToken cancellation) =>
        new PullRun(new SessionContext(project, target, new PushOptions(), client, observer), options).RunAsync(cancellation);
}
