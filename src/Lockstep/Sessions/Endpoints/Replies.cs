using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// The reply that a request waits for. One request is under way at a time, so there is one place for it; when the connection ends, whoever waits and
/// whoever asks later learns why.
/// </summary>
internal sealed class Replies
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<byte[]>? _waiting;
    private MessageType _expected;
    private volatile Exception? _end;

    /// <summary>Whether nobody waits and the connection has not ended.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_lock)
            {
                return _waiting is null && _end is null;
            }
        }
    }

    /// <summary>Announces a request whose reply will be of a type; to be called before the request is sent.</summary>
    public Task<byte[]> Expect(MessageType type)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                return Task.FromException<byte[]>(_end);
            }

            (_expected, _waiting) = (type, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return _waiting.Task;
        }
    }

    /// <summary>Takes a reply from the peer.</summary>
    /// <exception cref="ProtocolException">Nobody asked for it.</exception>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        TaskCompletionSource<byte[]>? waiting;
        lock (_lock)
        {
            if (_waiting is null || _expected != type)
            {
                throw new ProtocolException($"{type} came unasked");
            }

            (waiting, _waiting) = (_waiting, null);
        }

        waiting.SetResult(message.ToArray());
    }

    /// <summary>Ends all waiting with a reason; only the first counts.</summary>
    public void End(Exception reason)
    {
        lock (_lock)
        {
            _end ??= reason;
            if (_waiting is { } waiting)
            {
                waiting.SetException(_end);
                // Who asked may have stopped waiting.
                _ = waiting.Task.Exception;
                _waiting = null;
            }
        }
    }

    /// <summary>Throws the reason when the connection has ended.</summary>
    public void ThrowIfEnded()
    {
        if (_end is { } end)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(end);
        }
    }
}
