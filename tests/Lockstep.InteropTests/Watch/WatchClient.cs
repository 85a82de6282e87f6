using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>A watching client, and what it has told so far.</summary>
internal sealed class WatchClient : IDisposable
{
    /// <summary>Only for a test that fails: what is waited for comes in milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int TailLength = 6_000;

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _happened = NewSignal();

    public WatchClient(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>How many batches have come to their end.</summary>
    public int Batches { get; private set; }

    /// <summary>All lines so far.</summary>
    public string Said
    {
        get
        {
            lock (_lock)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>The last lines, for a message.</summary>
    public string Tail => Said is var said && said.Length > TailLength ? said[^TailLength..] : said;

    /// <summary>Waits until it has told that changes go out as they happen, so many times in all.</summary>
    public async Task UntilWatchingAsync(CancellationToken cancellation, int times = 1)
    {
        int seen = await UntilAsync(() => Said.Split("\"watching\"").Length - 1, count => count >= times, Patience, cancellation);
        Assert.True(seen >= times, Tail);
    }

    /// <summary>Waits until a condition holds that its work brings about.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken cancellation) =>
        Assert.True(await UntilAsync(holds, held => held, Patience, cancellation), Tail);

    /// <summary>Looks at something whenever the client has told something, and now and then besides; gives what was seen last.</summary>
    public async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> isDone, TimeSpan patience, CancellationToken cancellation)
    {
        for (var time = Stopwatch.StartNew(); ;)
        {
            Task happened;
            lock (_lock)
            {
                happened = (_happened = NewSignal()).Task;
            }

            T seen = look();
            if (isDone(seen) || time.Elapsed > patience || _process.HasExited)
            {
                return seen;
            }

            await Task.WhenAny(happened, Task.Delay(TimeSpan.FromSeconds(1), cancellation));
        }
    }

    /// <summary>Ends it as Ctrl-C does, and gives its exit code.</summary>
    public async Task<int> InterruptAsync(CancellationToken cancellation)
    {
        Shell.Run(string.Create(CultureInfo.InvariantCulture, $"kill -INT {_process.Id}"));
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            Batches += line.Contains("\"event\":\"batch\"", StringComparison.Ordinal) ? 1 : 0;
            _said.Append(line).Append('\n');
            _happened.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
