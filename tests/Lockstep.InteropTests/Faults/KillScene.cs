using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Faults;

/// <summary>
/// A project and a target that are edited at random, and runs between them during which somebody is killed; and a book of every content that ever stood on the side
/// that commits.
/// </summary>
internal abstract class KillScene : IAsyncDisposable
{
    private const int FirstEdits = 300;
    private const int MostEdits = 150;
    private const string Nothing = "nothing";

    private readonly LoopbackSshServer _server;
    private readonly RandomProject _edited;
    private readonly HashSet<string> _everStood = [];
    private readonly HashSet<string> _kept = [];
    private readonly HashSet<string> _readRuns = [];
    private readonly Dictionary<string, HashSet<string>> _allowed = [];
    private int _stagingEvents = 10;
    private int _committingEvents = 10;
    private int _milliseconds = 500;

    /// <param name="server">Has the target; is disposed with the scene.</param>
    /// <param name="seed">Of everything that is chosen.</param>
    /// <param name="editsTarget">Whether the target is edited, not the project.</param>
    protected KillScene(LoopbackSshServer server, int seed, bool editsTarget)
    {
        _server = server;
        Place = new Workplace(server);
        Random = new Random(seed);
        _edited = new RandomProject(editsTarget ? Place.Target : Place.Project, Random);
    }

    /// <summary>What was struck, and where.</summary>
    public KillCount Count { get; } = new();

    /// <summary>Where it all happens.</summary>
    protected Workplace Place { get; }

    /// <summary>Chooses.</summary>
    protected Random Random { get; }

    /// <summary>The side that commits.</summary>
    protected abstract StruckSide Side { get; }

    /// <summary>The words of the run that is struck.</summary>
    protected abstract string[] Command { get; }

    /// <summary>The words of a push.</summary>
    protected string[] PushCommand => ["push", Place.Address, "--no-deploy"];

    /// <summary>The target as a side.</summary>
    protected StruckSide TargetSide => new(Place.Target, () => Place.State);

    /// <summary>Makes a scene in which both sides are in step.</summary>
    /// <param name="verb">Which run is struck: <c>push</c>, <c>undo</c> or <c>pull</c>.</param>
    /// <param name="seed">Of everything that is chosen.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<KillScene> StartAsync(string verb, int seed, CancellationToken cancellation)
    {
        LoopbackSshServer server = await LoopbackSshServer.StartAsync();
        KillScene scene = verb switch
        {
            "push" => new PushKillScene(server, seed),
            "undo" => new UndoKillScene(server, seed),
            _ => new PullKillScene(server, seed),
        };
        try
        {
            new RandomProject(scene.Place.Project, scene.Random).Edit(FirstEdits);
            await scene.RunCleanAsync(scene.TargetSide, scene.PushCommand, cancellation);
            scene.Agree();
            await scene.PrepareAsync(cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Edits, runs and strikes; looks at what is left, and lets the next run complete.</summary>
    public async Task StrikeOnceAsync(CancellationToken cancellation)
    {
        await ArrangeAsync(cancellation);
        Strike strike = RandomStrike();
        StruckRun run = await StruckRun.RunAsync(Place, Side, Command, _server, strike, cancellation);
        if (!run.HasStruck)
        {
            Require(run.Result.Exit == 0, $"not struck, and yet exit code {run.Result.Exit}: {run.Result.Errors}");
            await CompleteAsync(cancellation);
            return;
        }

        Count.Add(strike.Victim, run.Moment, Side.State);
        Inspect($"{strike}, exit code {run.Result.Exit}");
        if (run.Result.Exit == 0 || !IsLeftUnfinished())
        {
            await CompleteAsync(cancellation);
        }
    }

    /// <summary>Everything that ever stood on the side that commits is in its tree or in its history.</summary>
    public void CheckNothingLost()
    {
        ReadHistory();
        HashSet<string> tree = [.. TreeContents.Of(Side.Root).Values];
        string[] lost = [.. _everStood.Where(content => !tree.Contains(content) && !_kept.Contains(content))];
        Require(lost.Length == 0, $"{lost.Length} contents are neither in the tree nor in the history: {string.Join(' ', lost.Take(5))}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Place.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Does what has to be done once before somebody is killed.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Makes something for the run to do, and allows what may stand afterwards.</summary>
    protected abstract Task ArrangeAsync(CancellationToken cancellation);

    /// <summary>A run that nobody disturbs has to put everything right, without being forced.</summary>
    protected abstract Task CompleteAsync(CancellationToken cancellation);

    /// <summary>Whether the next strike comes upon what the last one left.</summary>
    protected virtual bool IsLeftUnfinished() => false;

    /// <summary>Edits the side that is edited.</summary>
    protected void Edit() => _edited.Edit(Random.Next(1, MostEdits));

    /// <summary>Runs undisturbed, which has to succeed and to leave no rubbish.</summary>
    protected async Task RunCleanAsync(StruckSide side, string[] command, CancellationToken cancellation)
    {
        StruckRun run = await StruckRun.RunAsync(Place, side, command, _server, strike: null, cancellation);
        Require(run.Result.Exit == 0, $"{command[0]}: exit code {run.Result.Exit}:\n{run.Result.Output}\n{run.Result.Errors}");
        string left = string.Join(' ', Directory.EnumerateFileSystemEntries(Path.Combine(side.State, "stage"))
            .Concat(Directory.EnumerateFiles(side.State, "journal*"))
            .Concat(Directory.EnumerateFiles(side.State, "*.new")));
        Require(left.Length == 0, $"{command[0]} leaves {left}");
        if (side == Side && run.CommittingEvents > 0)
        {
            (_stagingEvents, _committingEvents) = (Math.Max(run.StagingEvents, 2), run.CommittingEvents);
            _milliseconds = (int)run.Duration.TotalMilliseconds;
        }
    }

    /// <summary>Both sides are in step: from here on what stands is what may stand.</summary>
    protected void Agree()
    {
        _allowed.Clear();
        Allow(TreeContents.Of(Side.Root));
        _everStood.UnionWith(TreeContents.Of(Side.Root).Values);
        if (Directory.Exists(Path.Combine(Side.State, "history")))
        {
            CheckNothingLost();
        }
    }

    /// <summary>Notes a tree as one that may stand on the side that commits from now on: path by path.</summary>
    protected void Allow(Dictionary<string, string> tree)
    {
        bool isFirst = _allowed.Count == 0;
        foreach (string path in tree.Keys.Union(_allowed.Keys).ToArray())
        {
            if (!_allowed.TryGetValue(path, out HashSet<string>? allowed))
            {
                _allowed[path] = allowed = isFirst ? [] : [Nothing];
            }

            allowed.Add(tree.GetValueOrDefault(path, Nothing));
        }
    }

    protected static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }

    private Strike RandomStrike()
    {
        var victim = (Victim)Random.Next(3);
        return Random.Next(6) switch
        {
            0 => new Strike(victim, StrikePhase.Anywhere, Random.Next(_milliseconds)),
            1 or 2 => new Strike(victim, StrikePhase.Staging, Random.Next(1, _stagingEvents)),
            _ => new Strike(victim, StrikePhase.Committing, Random.Next(1, _committingEvents)),
        };
    }

    private void Inspect(string when)
    {
        Dictionary<string, string> tree = TreeContents.Of(Side.Root);
        foreach ((string path, string content) in tree)
        {
            Require(_allowed.TryGetValue(path, out HashSet<string>? allowed) && allowed.Contains(content), $"{when}: '{path}' is neither the old nor the new one");
        }

        foreach ((string path, HashSet<string> allowed) in _allowed)
        {
            Require(allowed.Contains(Nothing) || tree.ContainsKey(path), $"{when}: '{path}' is gone, and should be there before and after");
        }

        _everStood.UnionWith(tree.Values);
    }

    private void ReadHistory()
    {
        foreach (string run in Directory.EnumerateDirectories(Path.Combine(Side.State, "history")))
        {
            if (_readRuns.Add(run))
            {
                _kept.UnionWith(TreeContents.Of(run).Values);
            }
        }
    }
}
