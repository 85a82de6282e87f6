using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Lockstep.Files;

/// <summary>One thread's share of a <see cref="WorkPile{TItem}"/>: its buffers and its findings. Disposed when the pile is done.</summary>
internal interface IWorker<TItem> : IDisposable
{
    void Do(TItem item, WorkPile<TItem> pile);
}

/// <summary>
/// Work that turns up while other work is done, such as the directories of a tree, shared out among a few threads. The newest item is done
/// first, so a tree is walked in depth and few items wait. The calling thread works too, and others are hired only when enough waits to
/// be worth a thread. Threads of their own, because the pool's are needed to keep connections moving.
/// </summary>
internal sealed class WorkPile<TItem>(int mostWorkers, Func<IWorker<TItem>> hire, CancellationToken cancellation)
{
    // Starting a thread takes about as long as listing this many small directories.
    private const int BacklogWorthAThread = 16;

    private readonly object _gate = new();
    private readonly Stack<TItem> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _busy;
    private Exception? _failure;

    private bool IsStopped => _failure is not null || cancellation.IsCancellationRequested;

    /// <summary>As many threads as there are processors: the work is bound by system calls. More than eight only contend for the file system.</summary>
    public static int UsualWorkers => Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>Adds an item; by the caller before <see cref="Finish"/>, or by a worker.</summary>
    public void Add(TItem item)
    {
        lock (_gate)
        {
            _waiting.Push(item);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Works until nothing is left. The first exception of any worker stops all and is thrown on.</summary>
    public void Finish()
    {
        Work();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private void HireForBacklog()
    {
        if (_waiting.Count < BacklogWorthAThread || _threads.Count + 1 >= mostWorkers)
        {
            return;
        }

        var thread = new Thread(Work) { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private void Work()
    {
        using IWorker<TItem> worker = hire();
        while (TryTake(out TItem? item))
        {
            try
            {
                worker.Do(item, this);
            }
            catch (Exception failure)
            {
                _failure ??= failure;
            }

            lock (_gate)
            {
                _busy--;
            }
        }
    }

    private bool TryTake([MaybeNullWhen(false)] out TItem item)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && _busy > 0 && !IsStopped)
            {
                Monitor.Wait(_gate);
            }

            if (!IsStopped && _waiting.TryPop(out item))
            {
                _busy++;
                HireForBacklog();
                return true;
            }

            Monitor.PulseAll(_gate);
            item = default;
            return false;
        }
    }
}
