using System.Collections.Concurrent;
using System.Text;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Tests.Files;
using Lockstep.Tests.Sessions.Peers;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Live;

/// <summary>A project that is watched, and its target: both on real disks, without ssh in between.</summary>
internal sealed class LiveScene : IDisposable
{
    private readonly TemporaryDirectory _cache = new();

    public TemporaryDirectory Project { get; } = new();

    public TemporaryDirectory Target { get; } = new();

    /// <summary>The name of a root below <see cref="Target"/> that the watch has to make; null where that is the root.</summary>
    public string? NewRoot { get; init; }

    public SeenBatches Seen { get; } = new();

    public LiveControls Controls { get; init; } = new();

    /// <summary>What kind of target it counts as: the convention deploys on other machines only.</summary>
    public AddressKind Kind { get; init; } = AddressKind.Local;

    public PushOptions Options { get; init; } = PushScene.Agreed;

    /// <summary>The commands that were started on the target, which end when a test says so.</summary>
    public ConcurrentQueue<ScriptedCommand> Commands { get; } = new();

    /// <summary>Why the target runs no command and hangs up; null where it runs them.</summary>
    public SyncException? Refusal { get; init; }

    public ReactionOptions Reactions { get; init; } = ReactionOptions.Nothing;

    /// <summary>What a file of the target has in it; null when it is not there.</summary>
    public string? OnTarget(string path) => File.Exists(Target[path]) ? File.ReadAllText(Target[path]) : null;

    /// <summary>Watches while something is done, and has it end in good order.</summary>
    public async Task WatchAsync(Func<Task> edit)
    {
        RunSummary summary = await WatchToEndAsync(async () =>
        {
            await edit();
            Controls.Ask(LiveRequest.Quit);
        });
        Assert.True(summary.Exit == ExitCode.Done, summary.Message);
    }

    /// <summary>Watches until it ends.</summary>
    public async Task<RunSummary> WatchToEndAsync(Func<Task> edit)
    {
        var client = new ClientContext(_cache.Path, "tester@here", typeof(LiveScene).Assembly)
        {
            Connector = (_, _, _) => Task.FromResult<IEndpoint>(Connect()),
        };
        using var view = ProjectView.Open(new Project("app", Project.Path), Options.Filter, _cache.Path);
        var goal = new PushTarget("app", Kind, Encoding.UTF8.GetBytes(NewRoot is null ? Target.Path : Target[NewRoot]));
        Task<IReadOnlyList<RunSummary>> watch = Watch.RunAsync(view, [new WatchedTarget(goal, Options, Seen)], Reactions, client, Controls, CancellationToken.None);
        await Seen.UntilAsync(() => Seen.States.Contains(LiveState.Watching) || watch.IsCompleted);

        await edit();
        return Assert.Single(await watch);
    }

    /// <summary>Waits until so many commands have been started, and gives the last.</summary>
    public async Task<ScriptedCommand> StartedAsync(int count)
    {
        await Seen.UntilAsync(() => Commands.Count >= count);
        return Commands.ElementAt(count - 1);
    }

    public void Dispose()
    {
        Seen.Dispose();
        Project.Dispose();
        Target.Dispose();
        _cache.Dispose();
    }

    private EndpointWith Connect()
    {
        var lost = new TaskCompletionSource();
        return new EndpointWith
        {
            Lost = lost.Task,
            OnStart = (request, output) =>
            {
                if (Refusal is null)
                {
                    return Start(request, output);
                }

                lost.TrySetResult();
                throw Refusal;
            },
        };
    }

    private ScriptedCommand Start(CommandRequest request, CommandOutput output)
    {
        var command = new ScriptedCommand(request, output);
        if (request.Arguments.Count == 0)
        {
            // What lasts there is ended: nothing does.
            command.End(0);
            return command;
        }

        Commands.Enqueue(command);
        Seen.Wake();
        return command;
    }
}
