using System.Text.Json;
using Lockstep.InteropTests.Push;
using Lockstep.Tests.Cli;

namespace Lockstep.InteropTests.Watch;

/// <summary>A project that the client watches, told of in JSON.</summary>
internal sealed class WatchedPlace : IDisposable
{
    private readonly RunningClient _client;

    public WatchedPlace(Workplace place, params string[] options)
    {
        Place = place;
        _client = place.Start(["-C", place.Project, "--json", "watch", place.Address, .. options]);
    }

    public Workplace Place { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Waits for an event behind those that were waited for before.</summary>
    public async Task<WatchEvent> UntilAsync(Func<WatchEvent, bool> isIt)
    {
        WatchEvent found = default;
        await _client.WaitForLineAsync(line => isIt(found = WatchEvent.Read(line)), Cancellation);
        return found;
    }

    /// <summary>Kills the client, so that it can do nothing about it.</summary>
    public void Kill() => _client.Signal("KILL");

    /// <summary>Ends the client as Ctrl-C does.</summary>
    public async Task<ClientResult> InterruptAsync()
    {
        _client.Signal("INT");
        return await _client.EndAsync(Cancellation);
    }

    public void Dispose()
    {
        _client.Dispose();
        Place.Dispose();
    }
}

/// <summary>What a test looks at in an event.</summary>
internal readonly record struct WatchEvent(string Event, string? Source, string? State, string? Text, int? Exit)
{
    public static WatchEvent Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        JsonElement root = SchemaCheck.Checked(json.RootElement);
        return new WatchEvent(
            root.GetProperty("event").GetString()!,
            Text(root, "source"),
            Text(root, "state"),
            Text(root, "text"),
            root.TryGetProperty("exit", out JsonElement exit) ? exit.GetInt32() : null);

        static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
    }
}
