using System.Collections.Concurrent;
using System.Text;
using Lockstep.Sessions;
using Lockstep.Sessions.Contents;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions;

/// <summary>A project and targets behind agents of this process, some of which stall or break.</summary>
internal sealed class SeveralTargets : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("lockstep-targets-").FullName;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StalledStream>> _connected = [];

    public SeveralTargets()
    {
        // Agents and senders that wait for each other are threads of this process.
        ThreadPool.SetMinThreads(workerThreads: 32, completionPortThreads: 1);
        Project = new LiveTree(Path.Combine(_place, "project"), clock: 1);
        Client = new ClientContext(Path.Combine(_place, "cache"), "tester@here", typeof(SeveralTargets).Assembly)
        {
            Connector = ConnectAsync,
        };
        Directory.CreateDirectory(Path.Combine(_place, "sites"));
    }

    public LiveTree Project { get; }

    public ClientContext Client { get; }

    /// <summary>How contents travel.</summary>
    public Compression Compression { get; init; } = Compression.Auto;

    /// <summary>After how many bytes a target takes nothing more, by name.</summary>
    public Dictionary<string, int> Stalls { get; } = [];

    /// <summary>Where the connection to a target breaks, by name.</summary>
    public Dictionary<string, ConnectionCut> Cuts { get; } = [];

    public ProjectView Open() => ProjectView.Open(new Project("app", Project.Root), PushScene.Agreed.Filter, Client.CacheDirectory);

    public PushTarget Target(string name) => new(name, AddressKind.Local, Encoding.UTF8.GetBytes(Path.Combine(_place, "sites", name)));

    /// <summary>Pushes on a thread of its own, since whoever stalls blocks it.</summary>
    public Task<RunSummary> PushAsync(ProjectView view, string name, IRunObserver? observer = null) => Task.Factory.StartNew(
        () => Push.RunAsync(view, Target(name), PushScene.Agreed with { Compression = Compression }, Client, observer ?? new RecordingObserver(), CancellationToken.None),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default).Unwrap();

    /// <summary>The connection to a target, once it stalls.</summary>
    public async Task<StalledStream> StallOfAsync(string name)
    {
        StalledStream stream = await ConnectionOf(name).Task;
        await stream.Stalled;
        return stream;
    }

    public SortedDictionary<RelativePath, Entry> EntriesOf(string name) => TreeText.Flatten(DiskTree.Read(Path.Combine(_place, "sites", name)));

    public byte[] ReadOn(string name, string path) => File.ReadAllBytes(Path.Combine(_place, "sites", name, path));

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private Task<IEndpoint> ConnectAsync(PushTarget target, PushOptions options, CancellationToken cancellation) => AgentPeer.ConnectAsync(
        options,
        Cuts.GetValueOrDefault(target.Name),
        cancellation,
        output => Stalls.TryGetValue(target.Name, out int after) ? Stall(target.Name, output, after) : output);

    private StalledStream Stall(string name, Stream output, int after)
    {
        var stream = new StalledStream(output, after);
        ConnectionOf(name).SetResult(stream);
        return stream;
    }

    private TaskCompletionSource<StalledStream> ConnectionOf(string name) =>
        _connected.GetOrAdd(name, _ => new TaskCompletionSource<StalledStream>(TaskCreationOptions.RunContinuationsAsynchronously));
}
