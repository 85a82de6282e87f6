using System.Reflection;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Filters;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Cli;

/// <summary>Joins the command line to the library.</summary>
internal sealed class Library(UserEnvironment environment)
{
    /// <summary>Opens a project for one command.</summary>
    public IProjectSession Open(Project project, FilterOptions filter)
    {
        var client = new ClientContext(environment.CacheDirectory, environment.Owner, Assembly.GetExecutingAssembly());
        return new ProjectSession(ProjectView.Open(project, filter, client.CacheDirectory), client);
    }

    private sealed class ProjectSession(ProjectView project, ClientContext client) : IProjectSession
    {
        public Task<RunSummary> PushAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            Push.RunAsync(project, target, options, client, observer, cancellation);

        public Task<RunSummary> DeployAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            Push.DeployAsync(project, target, options, client, observer, cancellation);

        public Task<RunSummary> WatchAsync(PushTarget target, PushOptions options, ILiveObserver observer, LiveControls controls, CancellationToken cancellation) =>
            Watch.RunAsync(project, target, options, client, observer, controls, cancellation);

        public PathVerdict Explain(RelativePath path) => project.Explain(path);

        public void Dispose() => project.Dispose();
    }
}
