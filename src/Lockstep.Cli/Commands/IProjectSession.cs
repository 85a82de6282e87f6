using Lockstep.Filters;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary>A project opened for one command, however many targets it goes to: all that the command line asks of the library.</summary>
internal interface IProjectSession : IDisposable
{
    /// <summary>Pushes to one target, then deploys; with a dry run makes the plan only.</summary>
    Task<RunSummary> PushAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Only deploys on one target.</summary>
    Task<RunSummary> DeployAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation);

    /// <summary>Pushes to one target and keeps it in step until it is cancelled or asked to quit.</summary>
    Task<RunSummary> WatchAsync(PushTarget target, PushOptions options, ILiveObserver observer, LiveControls controls, CancellationToken cancellation);

    /// <summary>Which rule decides about a path that is not the root.</summary>
    PathVerdict Explain(RelativePath path);
}

/// <summary>Opens a project with what decides which of it is sent.</summary>
/// <exception cref="SyncException">The directory cannot be read, or a pattern is wrong.</exception>
internal delegate IProjectSession OpenProject(Project project, FilterOptions filter);
