using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.InteropTests.Push;
using Lockstep.Native;
using Lockstep.Native.Disk;

namespace Lockstep.InteropTests.Faults;

/// <summary>
/// A push through ssh during which somebody is ended by force: it is aimed by watching what the agent does in the target's state and root.
/// </summary>
internal sealed partial class StruckPush : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Workplace _place;
    private readonly LoopbackSshServer _server;
    private readonly Strike? _strike;
    private readonly DirectoryEvents _events = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RunningClient _client;
    private int _ssh;
    private int _agent;
    private bool _isCommitting;

    private StruckPush(Workplace place, LoopbackSshServer server, Strike? strike)
    {
        (_place, _server, _strike) = (place, server, strike);
        _events.Watch(place.State, "state");
        _events.Watch(Path.Combine(place.State, "stage"), "stage");
        _events.Watch(Path.Combine(place.State, "history"), "history");
        foreach (string directory in DirectoriesIn(place.Target))
        {
            _events.Watch(directory, "root");
        }

        _client = place.Start("-C", place.Project, "--json", "push", place.Address, "--no-deploy", "--yes");
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

    /// <summary>What the push was at when somebody was ended.</summary>
    public string Moment { get; private set; } = "";

    /// <summary>What the client said.</summary>
    public ClientResult Result { get; private set; } = new(0, "", "");

    /// <summary>Pushes, and strikes when told to; waits until client and agent have ended.</summary>
    public static async Task<StruckPush> RunAsync(Workplace place, LoopbackSshServer server, Strike? strike, CancellationToken cancellation)
    {
        using var push = new StruckPush(place, server, strike);
        if (strike is { Phase: StrikePhase.Anywhere } timed)
        {
            await Task.Delay(timed.Count, cancellation);
            push.Hit(timed.Victim);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        push.Result = await push._client.EndAsync(patience.Token);
        push.Duration = push._clock.Elapsed;
        await AwaitUnlockedAsync(place, patience.Token);
        return push;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        _client.Dispose();
    }

    /// <summary>The agent lives a little longer than its client; a lock that stays is a failure.</summary>
    private static async Task AwaitUnlockedAsync(Workplace place, CancellationToken cancellation)
    {
        string file = Path.Combine(place.State, "lock");
        if (!File.Exists(file))
        {
            return;
        }

        using Process waiting = Process.Start(BuiltPrograms.Installed("/usr/bin/flock", "util-linux"), ["--wait", "60", file, "true"]);
        await waiting.WaitForExitAsync(cancellation);
        if (waiting.ExitCode != 0)
        {
            throw new InvalidOperationException($"the lock is still held: {ReadLock(place)}");
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

    /// <summary>The lock's holder is the agent; looked up early, so that the strike itself is quick.</summary>
    private void FindVictims()
    {
        Match holder = Holder().Match(ReadLock(_place));
        int agent = holder.Success ? int.Parse(holder.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        _agent = agent > 0 && Directory.Exists($"/proc/{agent}") ? agent : 0;
        _ssh = ProcessTree.FindBelow(_client.Id, "ssh");
    }

    /// <summary>Reads the lock's file without locking it, as the runtime's own files do.</summary>
    private static string ReadLock(Workplace place)
    {
        using DirectoryHandle state = DirectoryHandle.Open(Encoding.UTF8.GetBytes(place.State));
        using FileHandle file = state.OpenFileForRead("lock"u8, out FileStatus status);
        return Encoding.UTF8.GetString(file.ReadAll(status.Size));
    }

    private static IEnumerable<string> DirectoriesIn(string root) =>
        !Directory.Exists(root) ? [] : Directory.EnumerateDirectories(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Prepend(root);

    [GeneratedRegex(@"\(process (\d+)\)")]
    private static partial Regex Holder();
}
