using System.Text.Json;
using Lockstep.InteropTests.Push;
using Lockstep.InteropTests.Run;

namespace Lockstep.InteropTests.Watch;

/// <summary>A place whose watches leave a command running, which is ended with it: a command that tells its process, and does what is put into a file beside the target.</summary>
internal sealed class LastingScene : IAsyncDisposable
{
    private const string Loop = "echo up $$; while :; do [ -e ../do ] && mv ../do ../done && . ../done; sleep 0.02; done";

    private readonly List<RunningClient> _clients = [];

    public LastingScene(LoopbackSshServer? server)
    {
        Place = new Workplace(server);
        Place.InProject("printf x > x");
    }

    public Workplace Place { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a watch that leaves the command running.</summary>
    public RunningClient Keep() => Watch("--keep", "--shell", Loop);

    /// <summary>A command that runs on after its watch was killed; the number of its process.</summary>
    public async Task<string> LeaveOneAsync()
    {
        RunningClient watch = Keep();
        string process = await UpAsync(watch);
        watch.Signal("KILL");
        await watch.EndAsync(Cancellation);
        return process;
    }

    /// <summary>Starts a watch, told of in JSON.</summary>
    public RunningClient Watch(params string[] options)
    {
        _clients.Add(Place.Start(["-C", Place.Project, "--json", "watch", Place.Address, .. options]));
        return _clients[^1];
    }

    /// <summary>Waits for an event behind those that were waited for before.</summary>
    public static async Task<WatchEvent> UntilAsync(RunningClient client, Func<WatchEvent, bool> isIt)
    {
        WatchEvent found = default;
        await client.WaitForLineAsync(line => isIt(found = WatchEvent.Read(line)), Cancellation);
        return found;
    }

    /// <summary>Waits until the command has told its process.</summary>
    public static async Task<string> UpAsync(RunningClient client) =>
        (await UntilAsync(client, line => line is { Event: "output", Source: "command" } && line.Text!.StartsWith("up ", StringComparison.Ordinal))).Text![3..];

    /// <summary>Has the command do something; returns when it has begun.</summary>
    public async Task DoAsync(string script)
    {
        Shell.Run($"printf '%s' '{script}' > do.new && mv do.new do", Place.TargetParent);
        while (File.Exists(Path.Combine(Place.TargetParent, "do")))
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>What <c>status</c> tells of the command.</summary>
    public async Task<JsonElement> StatusAsync()
    {
        ClientResult result = await Place.TellAsync("status");
        string line = result.Output.Split('\n').Single(line => line.Contains("\"event\":\"status\"", StringComparison.Ordinal));
        return JsonDocument.Parse(line).RootElement.GetProperty("kept").Clone();
    }

    /// <summary>Whether a process runs.</summary>
    public static bool IsAlive(string process) => Directory.Exists($"/proc/{process}") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    /// <summary>Ends the command.</summary>
    public Task<ClientResult> StopAsync() => Place.SayAsync("run", "--stop");

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await StopAsync();
        Place.Dispose();
    }
}
