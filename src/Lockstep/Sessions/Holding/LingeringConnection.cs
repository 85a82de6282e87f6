using Lockstep.Sessions.Channels;
using Lockstep.Sessions.Endpoints;

namespace Lockstep.Sessions.Holding;

/// <summary>A connection that lasts beyond the command it was made for, until none has used it for some time.</summary>
internal sealed class LingeringConnection : ISharedConnection, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _linger;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users;

    /// <summary>Begins to count.</summary>
    /// <param name="channels">The connection.</param>
    /// <param name="peer">Whom it leads to.</param>
    /// <param name="linger">How long it lasts without a command.</param>
    /// <param name="time">The clock.</param>
    public LingeringConnection(ClientChannels channels, string peer, TimeSpan linger, TimeProvider time)
    {
        (Channels, GivenUp, _linger) = (channels, peer, linger);
        _timer = time.CreateTimer(_ => _over.TrySetResult(), state: null, linger, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public ClientChannels Channels { get; }

    /// <inheritdoc/>
    public string? GivenUp { get; }

    /// <summary>Completes when no command has come for so long, or somebody asked for the end.</summary>
    public Task Over => _over.Task;

    /// <inheritdoc/>
    public Task<(byte[] Answer, IEndpoint? Target)> AskAsync(ReadOnlyMemory<byte> asked) =>
        Task.FromResult<(byte[], IEndpoint?)>(([StepQuestion.No], null));

    /// <inheritdoc/>
    public IDisposable Use()
    {
        lock (_lock)
        {
            _users++;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        return new Usage(this);
    }

    /// <inheritdoc/>
    public void GiveUp() => _over.TrySetResult();

    /// <summary>Waits for the end of the commands that use it, when no other can come any more.</summary>
    public Task AwaitUnusedAsync()
    {
        lock (_lock)
        {
            return _users == 0 ? Task.CompletedTask : _unused.Task;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Leave()
    {
        lock (_lock)
        {
            if (--_users > 0)
            {
                return;
            }

            _timer.Change(_linger, Timeout.InfiniteTimeSpan);
            if (_over.Task.IsCompleted)
            {
                _unused.TrySetResult();
            }
        }
    }

    private sealed class Usage(LingeringConnection connection) : IDisposable
    {
        public void Dispose() => connection.Leave();
    }
}
