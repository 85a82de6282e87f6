using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Filters;
using Lockstep.Plan;
using Lockstep.Plan.Comparing;
using Lockstep.Sessions;
using Lockstep.Sessions.Comparing;
using Lockstep.Sessions.Contents;
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
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>The command line before a library that only writes down what is asked of it.</summary>
public abstract class CommandLineScene : IDisposable
{
    private protected ViewFixture Fixture { get; } = new();

    protected DirectoryInfo Project { get; } = Directory.CreateTempSubdirectory("lockstep-cli-");

    protected List<(PushTarget Target, PushOptions Options)> Calls { get; } = [];

    /// <summary>What each of the library's runs tells.</summary>
    protected IReadOnlyList<SessionEvent> Tells { get; set; } = [];

    /// <summary>The directories that were opened as projects.</summary>
    protected List<string> Opened { get; } = [];

    protected List<CommandRun> Runs { get; } = [];

    protected List<ReactionOptions> Reactions { get; } = [];

    protected List<UndoRequest> Undone { get; } = [];

    /// <summary>The targets whose lasting command was to be ended.</summary>
    protected List<string> Ended { get; } = [];

    protected List<long?> Asked { get; } = [];

    /// <summary>The paths that were to be purged.</summary>
    protected List<RelativePath> Purged { get; } = [];

    /// <summary>What a purge finds.</summary>
    protected PurgeReport Kept { get; set; } = PurgeReport.Nothing;

    protected List<(PushTarget Target, PullOptions Options)> Pulls { get; } = [];

    protected IReadOnlyList<RelativePath> Compared { get; private set; } = [];

    protected int SharedAmong { get; private set; } = 1;

    protected int Jobs { get; private set; }

    /// <summary>What a host tells about itself.</summary>
    protected HostAnswer Host { get; set; } = new(HostReach.Answered);

    /// <summary>What the last watch was given.</summary>
    protected LiveControls? Controls { get; private set; }

    /// <summary>What the user types when asked; null when nobody is there.</summary>
    protected Func<string?>? Answer { get; set; }

    /// <summary>Whether LOCKSTEP_TRUST is 1.</summary>
    protected bool Trusts { get; set; }

    /// <summary>LOCKSTEP_TARGET.</summary>
    protected string? Default { get; set; }

    /// <summary>The user's home directory; none when empty.</summary>
    protected string Home { get; set; } = string.Empty;

    protected Func<PushTarget, RunSummary> Outcome { get; set; } = target => new RunSummary { Target = target.Name };

    public void Dispose()
    {
        Project.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected Task<int> RunAsync(string arguments) =>
        CommandLine().RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), TestContext.Current.CancellationToken);

    protected Task WriteSettingsAsync(string text) =>
        File.WriteAllTextAsync(Path.Join(Project.FullName, "lockstep.toml"), text, TestContext.Current.CancellationToken);

    private protected CommandLine CommandLine() => CommandLine(Project.FullName, Fixture.Output);

    private protected CommandLine CommandLine(string currentDirectory, UserOutput output)
    {
        var environment = new UserEnvironment { CurrentDirectory = currentDirectory, Home = Home, Target = Default, TrustsProjects = Trusts };
        return new CommandLine(Open, new Surroundings(environment, _ => output) { ReadAnswer = Answer });
    }

    private Recorder Open(Project project, FilterOptions filter)
    {
        Opened.Add(Path.GetRelativePath(Project.FullName, project.Directory));
        return new Recorder(this);
    }

    private sealed class Recorder(CommandLineScene scene) : IProjectSession
    {
        public void ShareAmong(int targets) => scene.SharedAmong = targets;

        public Task<RunSummary> PushAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            lock (scene.Calls)
            {
                scene.Calls.Add((target, options));
            }

            foreach (SessionEvent told in scene.Tells)
            {
                observer.Tell(told);
            }

            return Task.FromResult(scene.Outcome(target));
        }

        public Task<RunSummary> PullAsync(PushTarget target, PullOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            scene.Pulls.Add((target, options));
            return Task.FromResult(scene.Outcome(target));
        }

        public Task<RunSummary> CompareAsync(
            PushTarget target,
            PushOptions options,
            IReadOnlyList<RelativePath> paths,
            IRunObserver observer,
            Action<ContentComparison> onCompared,
            CancellationToken cancellation)
        {
            scene.Compared = paths;
            return PushAsync(target, options, observer, cancellation);
        }

        public Task<RunSummary> StatusAsync(
            PushTarget target, PushOptions options, IRunObserver observer, Action<TargetStatus> onStatus, CancellationToken cancellation)
        {
            onStatus(StatusTextTests.Quiet);
            return PushAsync(target, options, observer, cancellation);
        }

        public Task<HostAnswer> ProbeAsync(PushTarget target, CancellationToken cancellation) => Task.FromResult(scene.Host);

        public Task<int> CountDirectoriesAsync() => Task.FromResult(3);

        public Task<RunSummary> DeployAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation) =>
            PushAsync(target, options, observer, cancellation);

        public Task<RunSummary> RunAsync(CommandRun run, PushOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            scene.Runs.Add(run);
            return PushAsync(run.Target, options, observer, cancellation);
        }

        public Task<RunSummary> EndLastingAsync(PushTarget target, PushOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            lock (scene.Calls)
            {
                scene.Ended.Add(target.Name);
            }

            return PushAsync(target, options, observer, cancellation);
        }

        public Task<RunSummary> UndoAsync(PushTarget target, UndoRequest request, PushOptions options, IRunObserver observer, CancellationToken cancellation)
        {
            scene.Undone.Add(request);
            return PushAsync(target, options, observer, cancellation);
        }

        public Task<HistoryReply> HistoryAsync(PushTarget target, long? run, IRunObserver observer, CancellationToken cancellation)
        {
            scene.Asked.Add(run);
            scene.Calls.Add((target, new PushOptions()));
            return Task.FromResult(new HistoryReply(0, [], []));
        }

        public Task<PurgeSummary?> PurgeAsync(
            PushTarget target, IReadOnlyList<RelativePath> paths, Func<PurgeReport, bool> agrees, IRunObserver observer, CancellationToken cancellation)
        {
            scene.Purged.AddRange(paths);
            scene.Calls.Add((target, new PushOptions()));
            PurgeReport found = scene.Kept;
            return Task.FromResult(agrees(found) ? new PurgeSummary(found, PurgeReport.Nothing, [RelativePath.Parse("here")]) : null);
        }

        public Task<IReadOnlyList<RunSummary>> WatchAsync(
            IReadOnlyList<WatchedTarget> targets, ReactionOptions reactions, LiveControls controls, CancellationToken cancellation)
        {
            scene.Reactions.Add(reactions);
            scene.Jobs = controls.Jobs;
            scene.Controls = controls;
            scene.Calls.AddRange(targets.Select(target => (target.Target, target.Options)));
            return Task.FromResult<IReadOnlyList<RunSummary>>([.. targets.Select(target => scene.Outcome(target.Target))]);
        }

        public DeployCommand? FindDeploy(DeployStep step) => null;

        public PathVerdict Explain(RelativePath path) =>
            new(path.Name.EndsWith(".log"u8) ? VerdictKind.Protect : VerdictKind.Send, Rule: null, path.Bytes.Length);

        public void Dispose()
        {
        }
    }
}
