using System.Threading.Tasks.Sources;

namespace Lockstep.Native.Descriptors;

/// <summary>
/// Makes a blocking call awaitable on a thread of its own, one call at a time and without allocating: a thread of the pool would be
/// lost to the program for as long as the peer is silent. The thread starts with the first call.
/// </summary>
internal sealed class BlockingCall<TArgument, TResult>(string name, Func<TArgument, CancellationToken, TResult> call)
    : IValueTaskSource<TResult>, IDisposable
{
    private const int ThreadStackSize = 256 * 1024;
    private readonly SemaphoreSlim _requested = new(0);
    private ManualResetValueTaskSourceCore<TResult> _core = new() { RunContinuationsAsynchronously = true };
    private Thread? _thread;
    private TArgument _argument = default!;
    private CancellationToken _cancellation;
    private volatile bool _disposed;

    /// <summary>Runs the call. The one before must have been awaited.</summary>
    public ValueTask<TResult> RunAsync(TArgument argument, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_thread is null)
        {
            _thread = new Thread(Serve, ThreadStackSize) { IsBackground = true, Name = name };
            _thread.Start();
        }

        _core.Reset();
        _argument = argument;
        _cancellation = cancellation;
        var result = new ValueTask<TResult>(this, _core.Version);
        _requested.Release();
        return result;
    }

    /// <summary>Ends the thread after the call it may be in.</summary>
    public void Dispose()
    {
        _disposed = true;
        _requested.Release();
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Serve()
    {
        while (true)
        {
            _requested.Wait();
            if (_disposed)
            {
                return;
            }

            TResult result;
            try
            {
                result = call(_argument, _cancellation);
            }
            catch (Exception e)
            {
                // Whatever it is belongs to the one who awaits.
                _core.SetException(e);
                continue;
            }

            _core.SetResult(result);
        }
    }
}
