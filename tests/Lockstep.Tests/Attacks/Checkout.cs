using System.Text;
using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>One person's checkout.</summary>
internal sealed class Checkout
{
    private readonly string _place;
    private readonly string _name;
    private readonly PushTarget _target;

    public Checkout(string place, string name, int index, string target)
    {
        (_place, _name) = (place, name);
        Tree = new LiveTree(Path.Combine(place, name, "project"), clock: 1 + (index * 1_000_003));
        Client = new ClientContext(Path.Combine(place, name, "home"), $"{name}@desk", typeof(Checkout).Assembly);
        _target = new PushTarget("app", AddressKind.Local, Encoding.UTF8.GetBytes(target));
    }

    public string Name => _name;

    public LiveTree Tree { get; }

    public ClientContext Client { get; }

    public PushTarget Target => _target;

    /// <summary>Where the connection of the next pushes breaks, which then go through the agent's protocol; null for nowhere.</summary>
    public ConnectionCut? Cut { get; set; }

    /// <summary>Called at each step that a run does on the target, with the rights to kill both ends there.</summary>
    public FaultHook? TargetFaults { get; set; }

    /// <summary>Called at each step by which a pull changes the project.</summary>
    public FaultHook? ProjectFaults { get; set; }

    /// <summary>What the last run told.</summary>
    public RecordingObserver Told { get; private set; } = new();

    public async Task<RunSummary> PushAsync(PushOptions? options = null)
    {
        options ??= SeveralCheckouts.Plain;
        using ProjectView view = Open(options);
        return await Push.RunAsync(view, _target, options, Acting, Told = new RecordingObserver(), CancellationToken.None);
    }

    /// <summary>Pushes what has to go without trouble.</summary>
    public async Task<RunSummary> PushWellAsync(PushOptions? options = null)
    {
        RunSummary summary = await PushAsync(options);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return summary;
    }

    public async Task<RunSummary> PullAsync(PullOptions? options = null)
    {
        using ProjectView view = Open(SeveralCheckouts.Plain);
        return await Pull.RunAsync(view, _target, options ?? new PullOptions(), Acting, Told = new RecordingObserver(), CancellationToken.None);
    }

    public async Task<RunSummary> UndoAsync(PushOptions? options = null)
    {
        using ProjectView view = Open(SeveralCheckouts.Plain);
        return await Undo.RunAsync(
            view, _target, new UndoRequest(), options ?? SeveralCheckouts.Plain, Acting, Told = new(), CancellationToken.None);
    }

    public async Task<TargetStatus> StatusAsync()
    {
        using ProjectView view = Open(SeveralCheckouts.Plain);
        TargetStatus? status = null;
        await StatusRun.RunAsync(view, _target, SeveralCheckouts.Plain, Client, Told = new RecordingObserver(), found => status = found, CancellationToken.None);
        return status!;
    }

    /// <summary>Another directory with the same files, as a clone or a copy has them: its own times.</summary>
    public void CopyTo(Checkout other)
    {
        foreach (RelativePath path in Tree.Paths())
        {
            Tree.TryStat(path, out var status);
            if (status.Type == EntryType.Directory)
            {
                other.Tree.MakeDirectory(path);
            }
            else
            {
                other.Tree.Write(path, Tree.ReadFile(path));
            }
        }
    }

    /// <summary>Forgets what was kept of the target, as a new machine does.</summary>
    public void LoseMemory() => Directory.Delete(Path.Combine(_place, _name, "home"), recursive: true);

    /// <summary>Pushes, and dies at a point of the commit.</summary>
    public async Task PushKilledAsync(FaultPoint at)
    {
        TargetFaults = point => _ = point == at ? throw new Death() : point;
        await Assert.ThrowsAsync<Death>(() => PushAsync());
        TargetFaults = null;
    }

    /// <summary>Keeps what is remembered of targets now.</summary>
    /// <returns>Puts it back, as if nothing had been written since: what a client that is killed leaves.</returns>
    public Action KeepMemory()
    {
        string directory = Client.MemoryDirectory;
        (string Path, byte[] Content)[] files = Directory.Exists(directory)
            ? [.. Directory.GetFiles(directory).Select(path => (path, File.ReadAllBytes(path)))]
            : [];
        return () =>
        {
            Directory.CreateDirectory(directory);
            Array.ForEach(Directory.GetFiles(directory), File.Delete);
            Array.ForEach(files, file => File.WriteAllBytes(file.Path, file.Content));
        };
    }

    private ClientContext Acting => Client with
    {
        Connector = TargetFaults is { } faults ? (_, _, _) => Task.FromResult(LocalWith(faults))
            : Cut is { } cut ? (_, pushed, cancellation) => AgentPeer.ConnectAsync(pushed, cut, cancellation)
            : null,
        ProjectOptions = ProjectFaults is null ? null : new TargetOptions { Faults = ProjectFaults },
    };

    private static IEndpoint LocalWith(FaultHook faults) => new LocalEndpoint(new TargetOptions { Faults = faults });

    public ProjectView Open(PushOptions options) => ProjectView.Open(new Project("app", Tree.Root), options.Filter, Client.CacheDirectory);

    private sealed class Death : Exception;
}
