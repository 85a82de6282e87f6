using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.InteropTests.Push;
using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.InteropTests.Faults;

/// <summary>
/// A run through ssh during which somebody is ended by force: it is aimed by watching what is done in the state and the root of the side that commits.
/// </summary>
internal sealed partial class StruckRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly StruckSide _side;
    private readonly LoopbackSshServer _server;
    private readonly Strike? _strike;
    private readonly DirectoryEvents _events = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RunningClient _client;
    private int _ssh;
    private int _agent;
    private bool _isCommitting;

    private StruckRun(Workplace place, StruckSide side, string[] command, LoopbackSshServer server, Strike? strike)
    {
        (_side, _server, _strike) = (side, server, strike);
        _events.Watch(side.State, "state");
        _events.Watch(Path.Combine(side.State, "stage"), "stage");
        _events.Watch(Path.Combine(side.State, "history"), "history");
        foreach (string directory in DirectoriesIn(side.Root))
        {
            _events.Watch(directory, "root");
        }

        _client = place.Start(["-C", place.Project, "--json", "--yes", .. command]);
        _events.Follow(See);
    }

    /// <summary>Changes of the state seen while contents were staged.</summary>
    public int StagingEvents { get; private set; }

    /// <summary>Changes of state and root seen after the journal was in force.</summary>
    public int CommittingEvents { get; private set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Whether somebody was ended.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>What the run was at when somebody was ended.</summary>
    public string Moment { get; private set; } = "";

    /// <summary>What the client said.</summary>
    public ClientResult Result { get; private set; } = new(0, "", "");

    /// <summary>Starts the client, and strikes when told to; waits until client and agent have ended.</summary>
    /// <param name="place">Where.</param>
    /// <param name="side">The side that commits.</param>
    /// <param name="command">The client's words.</param>
    /// <param name="server">Has the agent.</param>
    /// <param name="strike">Whom to end when; null for nobody.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<StruckRun> RunAsync(
        Workplace place, StruckSide side, string[] command, LoopbackSshServer server, Strike? strike, CancellationToken cancellation)
    {
        using var run = new StruckRun(place, side, command, server, strike);
        if (strike is { Phase: StrikePhase.Anywhere } timed)
        {
            await Task.Delay(timed.Count, cancellation);
            run.Hit(timed.Victim);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        run.Result = await run._client.EndAsync(patience.Token);
        run.Duration = run._clock.Elapsed;
        await AwaitUnlockedAsync(side, patience.Token);
        return run;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        _client.Dispose();
    }

    /// <summary>The agent lives a little longer than its client; a lock that stays is a failure.</summary>
    private static async Task AwaitUnlockedAsync(StruckSide side, CancellationToken cancellation)
    {
        string file = Path.Combine(side.State, "lock");
        if (!File.Exists(file))
        {
            return;
        }

        using Process waiting = Process.Start(BuiltPrograms.Installed("/usr/bin/flock", "util-linux"), ["--wait", "60", file, "true"]);
        await waiting.WaitForExitAsync(cancellation);
        if (waiting.ExitCode != 0)
        {
            throw new InvalidOperationException($"the lock is still held: {ReadLock(side.State)}");
        }
    }

    private void See(string place, string name)
    {
        if (place == "state" && name == "lock" && _agent == 0)
        {
            FindVictims();
        }

        _isCommitting |= place == "state" && name == "journal";
        (StagingEvents, CommittingEvents) = _isCommitting ? (StagingEvents, CommittingEvents + 1) : (StagingEvents + (place == "stage" ? 1 : 0), CommittingEvents);
        bool isTime = _strike switch
        {
            { Phase: StrikePhase.Staging } strike => StagingEvents >= strike.Count,
            { Phase: StrikePhase.Committing } strike => CommittingEvents >= strike.Count,
            _ => false,
        };
        if (isTime)
        {
            Hit(_strike!.Value.Victim);
        }
    }

    private void Hit(Victim victim)
    {
        if (HasStruck)
        {
            return;
        }

        HasStruck = true;
        Moment = _isCommitting ? "in or after commit" : StagingEvents > 0 ? "in staging" : "before staging";
        ProcessTree.Kill(victim switch
        {
            Victim.Client => _client.Id,
            Victim.Agent => _agent > 0 ? _agent : ProcessTree.FindProgramBelow(_server.Home),
            _ => _ssh > 0 ? _ssh : ProcessTree.FindBelow(_client.Id, "ssh"),
        });
    }

    /// <summary>The lock's holder is the agent, or the client where it commits; looked up early, so that the strike itself is quick.</summary>
    private void FindVictims()
    {
        Match holder = Holder().Match(ReadLock(_side.State));
        int agent = holder.Success ? int.Parse(holder.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        bool isAgent = agent > 0 && agent != _client.Id && Directory.Exists($"/proc/{agent}");
        _agent = isAgent ? agent : ProcessTree.FindProgramBelow(_server.Home);
        _ssh = ProcessTree.FindBelow(_client.Id, "ssh");
    }

    /// <summary>Reads the lock's file without locking it, as the runtime's own files do.</summary>
    private static string ReadLock(string directory)
    {
        using DirectoryHandle state = DirectoryHandle.Open(Encoding.UTF8.GetBytes(directory));
        using FileHandle file = state.OpenFileForRead("lock"u8, out FileStatus status);
        return Encoding.UTF8.GetString(file.ReadAll(status.Size));
    }

    private static IEnumerable<string> DirectoriesIn(string root) =>
        !Directory.Exists(root) ? [] : Directory.EnumerateDirectories(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Prepend(root);

    [GeneratedRegex(@"\(process (\d+)\)")]
    private static partial Regex Holder();
}
