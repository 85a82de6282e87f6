using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Lockstep.Bench.Watching;

/// <summary><c>lockstep watch --json</c> at work.</summary>
internal sealed class LockstepWatch : IWatcher
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly int _server;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly BlockingCollection<Batch> _batches = [];
    private readonly TaskCompletionSource _watching = new();

    private LockstepWatch(Process process, int server)
    {
        (_process, _server) = (process, server);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <inheritdoc/>
    public string Name => "lockstep watch";

    /// <inheritdoc/>
    public ProcessUse? Use => ProcessUse.Of(_process.Id, _server);

    /// <summary>Starts it and waits until everything has been pushed once.</summary>
    public static LockstepWatch Start(Field field, string source, string destination, bool isLong = false)
    {
        string[] words = ["-C", source, "--json", "watch", "--hidden", "--no-gitignore", "--no-deploy", "--yes", $"box:{destination}"];
        var start = new ProcessStartInfo(Workplace.Lockstep, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["LOCKSTEP_SSH"] = field.Ssh(isLong);
        var watch = new LockstepWatch(Process.Start(start)!, field.Server.ProcessId);
        if (!watch._watching.Task.Wait(Patience))
        {
            watch.Dispose();
            throw new InvalidOperationException($"lockstep watch did not get to watching: {string.Join('\n', watch._said)}");
        }

        return watch;
    }

    /// <summary>Waits for the next batch, the first push included.</summary>
    public Batch NextBatch() => _batches.TryTake(out Batch? batch, Patience) ? batch : throw new InvalidOperationException("no batch came");

    /// <summary>How many batches came that nobody took.</summary>
    public int Waiting => _batches.Count;

    /// <inheritdoc/>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"lockstep watch ended: {string.Join('\n', _said)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Shell.Run($"kill -TERM {_process.Id} 2>/dev/null || true");
        _process.WaitForExit();
        _process.Dispose();
        _batches.Dispose();
    }

    private void Take(string? line)
    {
        if (string.IsNullOrEmpty(line))
        {
            return;
        }

        using JsonDocument read = JsonDocument.Parse(line);
        JsonElement json = read.RootElement;
        switch (json.GetProperty("event").GetString())
        {
            case "connection" when json.GetProperty("state").GetString() == "watching":
                _watching.TrySetResult();
                break;
            case "batch":
                _batches.Add(Batch.Of(json));
                break;
            case "summary":
                _watching.TrySetException(new InvalidOperationException($"lockstep watch ended: {line}"));
                break;
        }
    }
}

/// <summary>One batch as it was told.</summary>
/// <param name="Changes">Paths that were added, updated, deleted or renamed.</param>
/// <param name="Milliseconds">What the run took.</param>
/// <param name="Times">The phases of it, for reading.</param>
/// <param name="At">When it was told.</param>
internal sealed record Batch(int Changes, double Milliseconds, string Times, long At)
{
    /// <summary>Reads one.</summary>
    public static Batch Of(JsonElement json)
    {
        JsonElement times = json.GetProperty("ms");
        int changes = json.GetProperty("added").GetInt32() + json.GetProperty("updated").GetInt32() + json.GetProperty("deleted").GetInt32() + json.GetProperty("renamed").GetInt32();
        return new Batch(changes, times.GetProperty("total").GetDouble(), times.GetRawText(), Stopwatch.GetTimestamp());
    }
}
