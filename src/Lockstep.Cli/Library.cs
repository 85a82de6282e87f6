using System.Reflection;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Diagnosing;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Lasting;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Purging;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Sessions.Running;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;

namespace Lockstep.Cli;

/// <summary>Joins the command line to the library.</summary>
internal sealed class Library(UserEnvironment environment)
{
    /// <summary>What this client brings along for all its runs.</summary>
    public ClientContext Client { get; } = new ClientContext(environment.CacheDirectory, environment.Owner, Assembly.GetExecutingAssembly())
    {
        StateDirectory = environment.StateDirectory,
        HoldDirectory = environment.HoldDirectory,
        UserMayBeAsked = UserEnvironment.UserMayBeAsked,
    };

    /// <summary>Opens a project for one command.</summary>
    public IProjectSession Open(Project project, FilterOptions filter) =>
        new ProjectSession(ProjectView.Open(project, filter, Client.CacheDirectory, Client.StateDirectory), Client);

    private sealed class ProjectSession(ProjectView project, ClientContext client) : IProjectSession
    {
        public void ShareAmong(int targets) => project.ShareAmong(targets);

        public Task<RunSummary> PushAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            Push.RunAsync(project, target, options, client, observer, cancellation);

        public Task<RunSummary> PullAsync(PushTarget target, PullOptions options, IRunObserver observer, CancellationToken cancellation) =>
            Pull.RunAsync(project, target, options, client, observer, cancellation);

        public Task<RunSummary> CompareAsync(
            PushTarget target,
            PushOptions options,
            IReadOnlyList<RelativePath> paths,
            IRunObserver observer,
            Action<ContentComparison> onCompared,
            CancellationToken cancellation) =>
            Comparison.RunAsync(project, target, options, paths, client, observer, onCompared, cancellation);

        public Task<RunSummary> StatusAsync(
            PushTarget target, PushOptions options, IRunObserver observer, Action<TargetStatus> onStatus, CancellationToken cancellation) =>
            StatusRun.RunAsync(project, target, options, client, observer, onStatus, cancellation);

        public Task<HostAnswer> ProbeAsync(PushTarget target, CancellationToken cancellation) =>
            HostProbe.AskAsync(target, client, _ => { }, cancellation);

        public Task<int> CountDirectoriesAsync() => ProjectProbe.CountDirectoriesAsync(project);

        public Task<RunSummary> DeployAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            Push.DeployAsync(project, target, options, client, observer, cancellation);

        public Task<RunSummary> RunAsync(CommandRun run, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            run.RunAsync(project, options, client, observer, cancellation);

        public Task<RunSummary> EndLastingAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            LastingEnding.RunAsync(target, options, client, observer, cancellation);

        public Task<RunSummary> UndoAsync(PushTarget target, UndoRequest request, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            Undo.RunAsync(project, target, request, options, client, observer, cancellation);

        public Task<HistoryReply> HistoryAsync(PushTarget target, long? run, IRunObserver observer, CancellationToken cancellation) =>
            Undo.HistoryAsync(target, run, client, observer, cancellation);

        public Task<PurgeSummary?> PurgeAsync(
            PushTarget target, IReadOnlyList<RelativePath> paths, Func<PurgeReport, bool> agrees, IRunObserver observer, CancellationToken cancellation) =>
            Purge.RunAsync(project, target, paths, agrees, client, observer, cancellation);

        public Task<IReadOnlyList<RunSummary>> WatchAsync(
            IReadOnlyList<WatchedTarget> targets, ReactionOptions reactions, LiveControls controls, CancellationToken cancellation) =>
            Watch.RunAsync(project, targets, reactions, client, controls, cancellation);

        public DeployCommand? FindDeploy(DeployStep step) => DeployCommand.Find(step, project.FindSent);

        public PathVerdict Explain(RelativePath path) => project.Explain(path);

        public void Dispose() => project.Dispose();
    }
}
