using System.Text;
using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Several people with a checkout and a home directory each, and one target.</summary>
internal sealed class SeveralCheckouts : IDisposable
{
    private readonly string _place;

    public SeveralCheckouts(params string[] people)
    {
        _place = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"lockstep-people-{Guid.NewGuid():N}");
        Target = new LiveTree(Path.Combine(_place, "sites", "app"), clock: 400_000_003);

        // Of one project, as git tells it: what is in the projects is in no commit.
        string repository = Path.Combine(_place, "repository");
        Directory.CreateDirectory(repository);
        GitScene.Git(repository, "init", "--quiet");
        GitScene.Commit(repository, "nothing");
        foreach (string person in people)
        {
            GitScene.Git(_place, "clone", "--quiet", repository, person);
        }

        People = [.. people.Select((name, index) => new Checkout(_place, name, index, Target.Root))];
    }

    /// <summary>What every push of a test does: nothing is deployed, hidden entries are sent, git has no say, and nothing was agreed to.</summary>
    public static PushOptions Plain { get; } = new() { Deploy = null, Disposable = [], Filter = new() { Hidden = true, UseGitignore = false } };

    public Checkout[] People { get; }

    /// <summary>The hashes of all files that stand anywhere, in a tree or in a history.</summary>
    public HashSet<ContentHash> Everything =>
    [
        .. new[] { "sites/app", "sites/.lockstep/app/history" }
            .Concat(People.SelectMany(person => new[] { $"{person.Name}/project", $"{person.Name}/.lockstep/project/history" }))
            .SelectMany(directory => ContentsIn(directory)).Select(found => found.Content),
    ];

    /// <summary>The files that stand in the target's tree, in the projects and in the target's history: none of their contents may get lost.</summary>
    public List<(string Path, ContentHash Content)> Treasured =>
    [
        .. ContentsIn("sites/app"),
        .. People.SelectMany(person => ContentsIn($"{person.Name}/project")),
        .. ContentsIn("sites/.lockstep/app/history", path => !path.Name.SequenceEqual("manifest"u8) && !path.Name.SequenceEqual("index"u8)),
    ];

    /// <summary>The target's root as somebody there edits it.</summary>
    public LiveTree Target { get; }

    /// <summary>What a file on the target says; null where there is none.</summary>
    public string? OnTarget(string path) => Read(Target, path);

    public static string? Read(LiveTree tree, string path) =>
        tree.TryStat(RelativePath.Parse(path), out _) ? Encoding.UTF8.GetString(tree.ReadFile(RelativePath.Parse(path))) : null;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private IEnumerable<(string Path, ContentHash Content)> ContentsIn(string directory, Predicate<RelativePath>? counts = null)
    {
        string whole = Path.Combine(_place, directory);
        return Directory.Exists(whole)
            ? TreeText.Flatten(DiskTree.Read(whole)).Where(pair => pair.Value.IsFile && (counts is null || counts(pair.Key))).Select(pair => ($"{directory}/{pair.Key}", pair.Value.Content))
            : [];
    }
}

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

    /// <summary>What the last run told.</summary>
    public RecordingObserver Told { get; private set; } = new();

    public async Task<RunSummary> PushAsync(PushOptions? options = null)
    {
        options ??= SeveralCheckouts.Plain;
        using ProjectView view = Open(options);
        ClientContext client = Cut is null ? Client : Client with { Connector = (_, pushed, cancellation) => AgentPeer.ConnectAsync(pushed, Cut, cancellation) };
        return await Push.RunAsync(view, _target, options, client, Told = new RecordingObserver(), CancellationToken.None);
    }

    /// <summary>Pushes what has to go without trouble.</summary>
    public async Task<RunSummary> PushWellAsync(PushOptions? options = null)
    {
        RunSummary summary = await PushAsync(options);
        Assert.True(summary.Exit == ExitCode.Done, PushScene.Describe(summary));
        return summary;
    }

    /// <summary>Pushes, and dies at a point of the commit.</summary>
    public async Task PushKilledAsync(FaultPoint at)
    {
        using ProjectView view = Open(SeveralCheckouts.Plain);
        var options = new TargetOptions { Faults = point => _ = point == at ? throw new Death() : point };
        ClientContext client = Client with { Connector = (_, _, _) => Task.FromResult<IEndpoint>(new LocalEndpoint(options)) };
        await Assert.ThrowsAsync<Death>(() => Push.RunAsync(view, _target, SeveralCheckouts.Plain, client, Told = new RecordingObserver(), CancellationToken.None));
    }

    public async Task<RunSummary> PullAsync(PullOptions? options = null)
    {
        using ProjectView view = Open(SeveralCheckouts.Plain);
        return await Pull.RunAsync(view, _target, options ?? new PullOptions(), Client, Told = new RecordingObserver(), CancellationToken.None);
    }

    public async Task<RunSummary> UndoAsync(PushOptions? options = null)
    {
        using ProjectView view = Open(SeveralCheckouts.Plain);
        return await Undo.RunAsync(view, _target, new UndoRequest(), options ?? SeveralCheckouts.Plain, Client, Told = new RecordingObserver(), CancellationToken.None);
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

    private ProjectView Open(PushOptions options) => ProjectView.Open(new Project("app", Tree.Root), options.Filter, Client.CacheDirectory);

    private sealed class Death : Exception;
}
