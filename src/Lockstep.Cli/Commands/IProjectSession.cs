using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Diagnosing;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Purging;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Sessions.Running;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Cli.Commands;

/// <summary>A project opened for one command, however many targets it goes to: all that the command line asks of the library.</summary>
internal interface IProjectSession : IDisposable
{
    /// <summary>Says before the first run to how many targets there will be one, so that all of them get the project as it is now, read once.</summary>
    void ShareAmong(int targets);

    /// <summary>Pushes to one target, then deploys; with a dry run makes the plan only.</summary>
    Task<RunSummary> PushAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Pulls from one target; with a dry run makes the plan only.</summary>
    Task<RunSummary> PullAsync(PushTarget target, PullOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Hands out what a push would change, at and below some paths or everywhere, with the contents of both sides.</summary>
    Task<RunSummary> CompareAsync(
        PushTarget target,
        PushOptions options,
        IReadOnlyList<RelativePath> paths,
        IRunObserver observer,
        Action<ContentComparison> onCompared,
        CancellationToken cancellation);

    /// <summary>Tells how a target stands.</summary>
    Task<RunSummary> StatusAsync(
        PushTarget target, PushOptions options, IRunObserver observer, Action<TargetStatus> onStatus, CancellationToken cancellation);

    /// <summary>Asks a target's host about itself, without our agent.</summary>
    Task<HostAnswer> ProbeAsync(PushTarget target, CancellationToken cancellation);

    /// <summary>How many directories a watch of the project would have to watch. Counts as one of the runs that share the project.</summary>
    Task<int> CountDirectoriesAsync();

    /// <summary>Only deploys on one target.</summary>
    Task<RunSummary> DeployAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Pushes to one target, then runs a command there.</summary>
    Task<RunSummary> RunAsync(CommandRun run, PushOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Ends the command that a watch has left running on one target.</summary>
    Task<RunSummary> EndLastingAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Puts one target back to before a run, then deploys; with a dry run makes the plan only.</summary>
    Task<RunSummary> UndoAsync(PushTarget target, UndoRequest request, PushOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>The runs that one target's history keeps, or one of them with what it changed.</summary>
    Task<HistoryReply> HistoryAsync(PushTarget target, long? run, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Removes paths from all that is kept of them on one target and here; null when the user did not agree to what there is.</summary>
    Task<PurgeSummary?> PurgeAsync(
        PushTarget target, IReadOnlyList<RelativePath> paths, Func<PurgeReport, bool> agrees, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Pushes to targets and keeps them in step until it is cancelled or asked to quit; the last word about each, in their order.</summary>
    Task<IReadOnlyList<RunSummary>> WatchAsync(
        IReadOnlyList<WatchedTarget> targets, ReactionOptions reactions, LiveControls controls, CancellationToken cancellation);

    /// <summary>The command that deploys the project; null where there is nothing to deploy with.</summary>
    DeployCommand? FindDeploy(DeployStep step);

    /// <summary>Which rule decides about a path that is not the root.</summary>
    PathVerdict Explain(RelativePath path);
}

/// <summary>Opens a project with what decides which of it is sent.</summary>
/// <exception cref="SyncException">The directory cannot be read, or a pattern is wrong.</exception>
internal delegate IProjectSession OpenProject(Project project, FilterOptions filter);
