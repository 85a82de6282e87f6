using Lockstep.Sessions.Messages;
using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// The replies that requests wait for, in the order of the requests. There are few: most requests wait for the reply to the last. When the connection ends,
/// whoever waits and whoever asks later learns why.
/// </summary>
/// <param name="progress">Is told what is waited for.</param>
internal sealed class Replies(ProgressClock progress)
{
    private readonly Lock _lock = new();
    private readonly Queue<(MessageType Type, TaskCompletionSource<byte[]> Reply)> _waiting = new();
    private volatile Exception? _end;

    /// <summary>Whether nobody waits and the connection has not ended.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count == 0 && _end is null;
            }
        }
    }

    /// <summary>Announces a request whose reply will be of a type; to be called before the request is sent, in the order in which requests are.</summary>
    public Task<byte[]> Expect(MessageType type)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                return Task.FromException<byte[]>(_end);
            }

            var reply = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((type, reply));
            progress.Await(type);
            return reply.Task;
        }
    }

    /// <summary>Takes a reply from the peer.</summary>
    /// <exception cref="ProtocolException">Nobody asked for it.</exception>
    public void Take(MessageType type, ReadOnlySpan<byte> message)
    {
        TaskCompletionSource<byte[]> reply;
        lock (_lock)
        {
            if (!_waiting.TryPeek(out (MessageType Type, TaskCompletionSource<byte[]> Reply) next) || next.Type != type)
            {
                throw new ProtocolException($"{type} came unasked");
            }

            reply = _waiting.Dequeue().Reply;
            progress.Came(type);
        }

        reply.SetResult(message.ToArray());
    }

    /// <summary>Ends all waiting with a reason; only the first counts.</summary>
    public void End(Exception reason)
    {
        lock (_lock)
        {
            _end ??= reason;
            while (_waiting.TryDequeue(out (MessageType Type, TaskCompletionSource<byte[]> Reply) waiting))
            {
                waiting.Reply.SetException(_end);
                // Who asked may have stopped waiting.
                _ = waiting.Reply.Task.Exception;
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
