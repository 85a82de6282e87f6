using Lockstep.Sessions.Reacting;

namespace Lockstep.Sessions.Live;

/// <summary>Keeps targets in step with a project while it is edited. The way in for the command line.</summary>
public static class Watch
{
    /// <summary>Pushes, and goes on pushing whatever happens until it is cancelled or asked to quit, or no target is left that could be kept in step.</summary>
    /// <param name="project">The project; its scan is part of the watch and must not have been asked for.</param>
    /// <param name="targets">Where it goes; none of them waits for another.</param>
    /// <param name="reactions">What is run there after each batch, besides the deploy step.</param>
    /// <param name="client">Who does it.</param>
    /// <param name="controls">What the user asks for meanwhile.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it ended, for each target in turn; interrupted when it was cancelled.</returns>
    public static async Task<IReadOnlyList<RunSummary>> RunAsync(
        ProjectView project, IReadOnlyList<WatchedTarget> targets, ReactionOptions reactions, ClientContext client, LiveControls controls, CancellationToken cancellation)
    {
        TimeProvider time = TimeProvider.System;
        using var live = new LiveProject(project, controls, time);
        using var session = new LiveSession(new WatchContext(project, live, reactions, client, controls, time), targets);
        return await session.RunAsync(cancellation);
    }
}
