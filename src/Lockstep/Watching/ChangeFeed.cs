using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>Hands out what a watcher sees as batches, to one reader that waits for them. Events may come from any thread.</summary>
/// <param name="isWanted">Whether an entry is sent: a path, and whether it is a directory's.</param>
/// <param name="tell">Takes what the user should be told.</param>
/// <param name="time">The clock.</param>
public sealed class ChangeFeed(Func<RelativePath, bool, bool> isWanted, Action<string> tell, TimeProvider time) : ITreeEventSink
{
    private readonly Lock _lock = new();
    private readonly EventCoalescer _coalescer = new();
    private readonly long _start = time.GetTimestamp();
    private TaskCompletionSource _happened = NewSignal();
    private long _taken;

    /// <summary>The moment, by the clock of the batches.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>How many events came so far.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Whether nothing waits to be handed out.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _coalescer.IsIdle;
            }
        }
    }

    /// <inheritdoc/>
    public bool IsWanted(RelativePath path, bool isDirectory) => isWanted(path, isDirectory);

    /// <inheritdoc/>
    public void Tell(string notice) => tell(notice);

    /// <inheritdoc/>
    public void Take(in TreeEvent happened)
    {
        lock (_lock)
        {
            _coalescer.Add(happened, Now);
            _taken++;
            _happened.TrySetResult();
        }
    }

    /// <summary>Has all that has happened handed out now, whatever it waits for.</summary>
    public void Hurry()
    {
        lock (_lock)
        {
            _coalescer.Hurry();
            _happened.TrySetResult();
        }
    }

    /// <summary>Waits for the next batch.</summary>
    public async Task<ChangeBatch> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await AwaitDueAsync(cancellation);
            if (TryNext() is { } batch)
            {
                return batch;
            }
        }
    }

    /// <summary>Waits until there is a batch to take.</summary>
    public async Task AwaitDueAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task happened;
            TimeSpan? wait;
            lock (_lock)
            {
                wait = _coalescer.DueAt - Now;
                if (wait <= TimeSpan.Zero)
                {
                    return;
                }

                happened = (_happened = NewSignal()).Task;
            }

            await WaitAsync(happened, wait, cancellation);
        }
    }

    /// <summary>The batch that is due now; null when there is none.</summary>
    public ChangeBatch? TryNext()
    {
        lock (_lock)
        {
            return _coalescer.TryTake(Now, out ChangeBatch? batch) ? batch : null;
        }
    }

    private async Task WaitAsync(Task happened, TimeSpan? due, CancellationToken cancellation)
    {
        if (due is not { } wait)
        {
            await happened.WaitAsync(cancellation);
            return;
        }

        if (wait > TimeSpan.Zero)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(happened, Task.Delay(wait, time, end.Token));
            await end.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
