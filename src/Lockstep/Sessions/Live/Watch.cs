using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Sessions.Live;

/// <summary>Keeps a target in step with a project while it is edited. The way in for the command line.</summary>
public static class Watch
{
    /// <summary>Pushes, and goes on pushing whatever happens until it is cancelled or asked to quit.</summary>
    /// <param name="project">The project; its scan is part of the watch and must not have been asked for.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="reactions">What is run there after each batch, besides the deploy step.</param>
    /// <param name="client">Who does it.</param>
    /// <param name="observer">Is told.</param>
    /// <param name="controls">What the user asks for meanwhile.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it ended; interrupted when it was cancelled.</returns>
    public static async Task<RunSummary> RunAsync(
        ProjectView project, PushTarget target, PushOptions options, ReactionOptions reactions, ClientContext client, ILiveObserver observer, LiveControls controls, CancellationToken cancellation)
    {
        using var session = new LiveSession(project, target, options, reactions, client, new SerialObserver(observer), controls, TimeProvider.System);
        return await session.RunAsync(cancellation);
    }
}
