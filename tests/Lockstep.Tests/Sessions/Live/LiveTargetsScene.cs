using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Transport;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>A project that is watched, and several targets, all on real disks without ssh in between.</summary>
internal sealed class LiveTargetsScene : IDisposable
{
    private readonly TemporaryDirectory _cache = new();
    private readonly List<LiveHost> _hosts;

    public LiveTargetsScene(params string[] names) => _hosts = [.. names.Select(name => new LiveHost(name))];

    public TemporaryDirectory Project { get; } = new();

    public LiveControls Controls { get; init; } = new();

    public PushOptions Options { get; init; } = PushScene.Agreed;

    public LiveHost this[string name] => _hosts.Single(host => host.Name == name);

    /// <summary>Watches while something is done, and has it end in good order.</summary>
    /// <returns>The exit codes, in the order of the targets.</returns>
    public async Task<ExitCode[]> WatchAsync(Func<Task> edit)
    {
        var client = new ClientContext(_cache.Path, "tester@here", typeof(LiveTargetsScene).Assembly)
        {
            Connector = (target, _, cancellation) => this[target.Name].ConnectAsync(cancellation),
        };
        using var view = ProjectView.Open(new Project("app", Project.Path), Options.Filter, _cache.Path);
        IReadOnlyList<WatchedTarget> targets =
            [.. _hosts.Select(host => new WatchedTarget(new PushTarget(host.Name, AddressKind.Local, Encoding.UTF8.GetBytes(host.Root.Path)), Options, host.Seen))];
        Task<IReadOnlyList<RunSummary>> watch = Watch.RunAsync(view, targets, Lockstep.Sessions.Reacting.ReactionOptions.Nothing, client, Controls, CancellationToken.None);
        foreach (LiveHost host in _hosts)
        {
            await host.Seen.UntilAsync(() => host.Seen.States.Contains(LiveState.Watching) || host.Seen.Last is not null);
        }

        await edit();

        Controls.Ask(LiveRequest.Quit);
        return [.. (await watch).Select(summary => summary.Exit)];
    }

    public void Dispose()
    {
        _hosts.ForEach(host => host.Dispose());
        Project.Dispose();
        _cache.Dispose();
    }
}

/// <summary>One target of a scene, that does what a test wants its host to do.</summary>
internal sealed class LiveHost(string name) : IDisposable
{
    private TaskCompletionSource _lost = new();

    public string Name => name;

    public TemporaryDirectory Root { get; } = new();

    public SeenBatches Seen { get; } = new();

    /// <summary>Waited for before each commit.</summary>
    public Task Commits { get; set; } = Task.CompletedTask;

    /// <summary>Waited for before each pack of contents is taken.</summary>
    public Func<Task> Takes { get; set; } = () => Task.CompletedTask;

    /// <summary>Waited for before each connection; a failure is the host's.</summary>
    public Task Answers { get; set; } = Task.CompletedTask;

    /// <summary>Commands that were started there; each has succeeded.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    public string? On(string path) => File.Exists(Root[path]) ? File.ReadAllText(Root[path]) : null;

    public Task UntilHasAsync(string path, string content) => Seen.UntilAsync(() => On(path) == content);

    /// <summary>When it was called first.</summary>
    public long ConnectedAt { get; private set; }

    /// <summary>When its first push had come to its end.</summary>
    public long WatchingAt => Seen.FirstBatchAt;

    /// <summary>The batches that have changed something.</summary>
    public int Runs => Seen.Batches.Count(batch => batch.Summary.Run > 0);

    /// <summary>Breaks the connection.</summary>
    public void Lose() => Interlocked.Exchange(ref _lost, new TaskCompletionSource()).SetResult();

    public static Task Unreachable => Task.FromException(new ConnectionException(ConnectionFailure.Unreachable, "no route to host"));

    public async Task<IEndpoint> ConnectAsync(CancellationToken cancellation)
    {
        ConnectedAt = ConnectedAt == 0 ? Stopwatch.GetTimestamp() : ConnectedAt;
        await Answers.WaitAsync(cancellation);
        return new EndpointWith
        {
            OnCommit = () => Commits,
            OnWrite = _ => Takes(),
            Lost = _lost.Task,
            OnStart = (request, output) =>
            {
                Commands.Enqueue(string.Join(' ', request.Arguments.Select(word => Encoding.UTF8.GetString(word.Span))));
                var command = new ScriptedCommand(request, output);
                command.End(0);
                return command;
            },
        };
    }

    public void Dispose()
    {
        Seen.Dispose();
        Root.Dispose();
    }
}
