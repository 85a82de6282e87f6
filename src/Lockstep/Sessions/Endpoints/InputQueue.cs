using System.Buffers;
using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// A command's input between the thread that receives it, which never waits, and the command, which takes it when it likes: never more than
/// <see cref="WireLimits.InputWindow"/> bytes, since the client sends no more than that ahead.
/// </summary>
internal sealed class InputQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0);
    private ArrayBufferWriter<byte> _arrived = new();
    private ArrayBufferWriter<byte> _handedOut = new();
    private int _held;
    private bool _hasEnded;
    private bool _isClosed;

    /// <summary>Takes what the client sent.</summary>
    /// <exception cref="ProtocolException">It is more than the client may send, or comes after the end.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            if (bytes.IsEmpty || bytes.Length > WireLimits.InputWindow - _held)
            {
                throw new ProtocolException($"input has {bytes.Length} bytes, the least is 1 and the most after {_held} that are not taken is {WireLimits.InputWindow - _held}");
            }

            _held += bytes.Length;
            _arrived.Write(bytes);
            WakeTaker();
        }
    }

    /// <summary>The client has no more.</summary>
    /// <exception cref="ProtocolException">It said so before.</exception>
    public void End()
    {
        lock (_lock)
        {
            ThrowIfEnded();
            _hasEnded = true;
            WakeTaker();
        }
    }

    /// <summary>Waits for input and hands out all there is, good until the next call; empty at the end.</summary>
    public async Task<ReadOnlyMemory<byte>> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _changed.WaitAsync(cancellation);
            lock (_lock)
            {
                if (_arrived.WrittenCount > 0)
                {
                    (_arrived, _handedOut) = (_handedOut, _arrived);
                    _arrived.ResetWrittenCount();
                    return _handedOut.WrittenMemory;
                }

                if (_hasEnded)
                {
                    return default;
                }
            }
        }
    }

    /// <summary>The command has taken so many bytes: there is room for as many again. To be called before the client is told.</summary>
    public void Release(int bytes)
    {
        lock (_lock)
        {
            _held -= bytes;
        }
    }

    /// <summary>Nobody takes anything any more; what is added is dropped.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _changed.Dispose();
        }
    }

    private void WakeTaker()
    {
        if (!_isClosed)
        {
            _changed.Release();
        }
    }

    private void ThrowIfEnded()
    {
        if (_hasEnded)
        {
            throw new ProtocolException("input came after its end");
        }
    }
}
