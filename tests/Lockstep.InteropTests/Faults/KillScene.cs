using System.Security.Cryptography;
using Lockstep.InteropTests.Push;
using Lockstep.Wire.Messages;

namespace Lockstep.InteropTests.Faults;

/// <summary>
/// A project that is edited at random and pushed through ssh while somebody is killed, and a book of every content that ever stood on the target.
/// </summary>
internal sealed class KillScene : IAsyncDisposable
{
    private const int FirstEdits = 300;
    private const int MostEdits = 150;
    private const string Nothing = "nothing";

    private readonly LoopbackSshServer _server;
    private readonly Workplace _place;
    private readonly Random _random;
    private readonly RandomProject _project;
    private readonly HashSet<string> _everStood = [];
    private readonly HashSet<string> _kept = [];
    private readonly HashSet<string> _readRuns = [];
    private readonly Dictionary<string, HashSet<string>> _allowed = [];
    private int _stagingEvents = 10;
    private int _committingEvents = 10;
    private int _milliseconds = 500;

    private KillScene(LoopbackSshServer server, int seed)
    {
        _server = server;
        _place = new Workplace(server);
        _random = new Random(seed);
        _project = new RandomProject(_place.Project, _random);
    }

    /// <summary>What was struck, and where.</summary>
    public KillCount Count { get; } = new();

    /// <summary>Makes a target that is in step with a project.</summary>
    public static async Task<KillScene> StartAsync(int seed, CancellationToken cancellation)
    {
        var scene = new KillScene(await LoopbackSshServer.StartAsync(), seed);
        try
        {
            scene._project.Edit(FirstEdits);
            await scene.CompleteAsync(cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Edits, pushes and strikes; looks at what is left, and sometimes lets the next push complete.</summary>
    public async Task StrikeOnceAsync(CancellationToken cancellation)
    {
        _project.Edit(_random.Next(1, MostEdits));
        Allow(_place.Project);
        Strike strike = RandomStrike();
        StruckPush push = await StruckPush.RunAsync(_place, _server, strike, cancellation);
        if (!push.HasStruck)
        {
            Require(push.Result.Exit == 0, $"not struck, and yet exit code {push.Result.Exit}: {push.Result.Errors}");
            await CompleteAsync(cancellation);
            return;
        }

        Count.Add(strike.Victim, push.Moment, _place.State);
        Inspect($"{strike}, exit code {push.Result.Exit}");
        if (push.Result.Exit == 0 || _random.Next(3) > 0)
        {
            await CompleteAsync(cancellation);
        }
    }

    /// <summary>Everything that ever stood on the target is in the tree or in the history.</summary>
    public void CheckNothingLost()
    {
        ReadHistory();
        HashSet<string> tree = [.. ContentsOf(_place.Target).Values];
        string[] lost = [.. _everStood.Where(content => !tree.Contains(content) && !_kept.Contains(content))];
        Require(lost.Length == 0, $"{lost.Length} contents are neither in the tree nor in the history: {string.Join(' ', lost.Take(5))}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _place.Dispose();
        await _server.DisposeAsync();
    }

    private Strike RandomStrike()
    {
        var victim = (Victim)_random.Next(3);
        return _random.Next(6) switch
        {
            0 => new Strike(victim, StrikePhase.Anywhere, _random.Next(_milliseconds)),
            1 or 2 => new Strike(victim, StrikePhase.Staging, _random.Next(1, _stagingEvents)),
            _ => new Strike(victim, StrikePhase.Committing, _random.Next(1, _committingEvents)),
        };
    }

    /// <summary>A push that nobody disturbs has to put everything right, without being forced.</summary>
    private async Task CompleteAsync(CancellationToken cancellation)
    {
        StruckPush push = await StruckPush.RunAsync(_place, _server, strike: null, cancellation);
        Require(push.Result.Exit == 0, $"the next push ends with exit code {push.Result.Exit}:\n{push.Result.Output}\n{push.Result.Errors}");
        string differences = _place.DifferencesByRsync();
        Require(differences.Length == 0, $"the next push leaves differences:\n{differences}");
        string left = string.Join(' ', Directory.EnumerateFileSystemEntries(Path.Combine(_place.State, "stage"))
            .Concat(Directory.EnumerateFiles(_place.State, "journal*"))
            .Concat(Directory.EnumerateFiles(_place.State, "*.new")));
        Require(left.Length == 0, $"the next push leaves {left}");
        _allowed.Clear();
        Allow(_place.Target);
        _everStood.UnionWith(ContentsOf(_place.Target).Values);
        if (push.CommittingEvents > 0)
        {
            (_stagingEvents, _committingEvents) = (Math.Max(push.StagingEvents, 2), push.CommittingEvents);
            _milliseconds = (int)push.Duration.TotalMilliseconds;
        }

        CheckNothingLost();
    }

    private void Inspect(string when)
    {
        Dictionary<string, string> target = ContentsOf(_place.Target);
        foreach ((string path, string content) in target)
        {
            Require(_allowed.TryGetValue(path, out HashSet<string>? allowed) && allowed.Contains(content), $"{when}: '{path}' is neither the old nor the new one");
        }

        foreach ((string path, HashSet<string> allowed) in _allowed)
        {
            Require(allowed.Contains(Nothing) || target.ContainsKey(path), $"{when}: '{path}' is gone, and should be there before and after");
        }

        _everStood.UnionWith(target.Values);
    }

    /// <summary>Notes a tree as one that may stand on the target from now on: path by path.</summary>
    private void Allow(string directory)
    {
        bool isFirst = _allowed.Count == 0;
        Dictionary<string, string> tree = ContentsOf(directory);
        foreach (string path in tree.Keys.Union(_allowed.Keys).ToArray())
        {
            if (!_allowed.TryGetValue(path, out HashSet<string>? allowed))
            {
                _allowed[path] = allowed = isFirst ? [] : [Nothing];
            }

            allowed.Add(tree.GetValueOrDefault(path, Nothing));
        }
    }

    private void ReadHistory()
    {
        string history = Path.Combine(_place.State, "history");
        foreach (string run in Directory.EnumerateDirectories(history))
        {
            if (_readRuns.Add(run))
            {
                _kept.UnionWith(ContentsOf(run).Values);
            }
        }
    }

    /// <summary>Files by their hash, links by their text.</summary>
    private static Dictionary<string, string> ContentsOf(string directory)
    {
        var contents = new Dictionary<string, string>();
        foreach (FileSystemInfo entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            if (entry.LinkTarget is { } text)
            {
                contents[Path.GetRelativePath(directory, entry.FullName)] = $"-> {text}";
            }
            else if (entry is FileInfo file)
            {
                contents[Path.GetRelativePath(directory, entry.FullName)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)));
            }
        }

        return contents;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
