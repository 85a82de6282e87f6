using Lockstep.Wire;

namespace Lockstep.Sessions.Endpoints;

/// <summary>How much input the client may send ahead of what the command has taken: at first <see cref="WireLimits.InputWindow"/> bytes.</summary>
internal sealed class InputCredit
{
    private readonly Lock _lock = new();
    private int _left = WireLimits.InputWindow;
    private bool _isOver;
    private TaskCompletionSource? _waiting;

    /// <summary>Takes up to so many bytes of credit, waiting for the first.</summary>
    /// <returns>At least 1; 0 when the command is over and takes nothing any more.</returns>
    public async ValueTask<int> TakeAsync(int most, CancellationToken cancellation)
    {
        while (true)
        {
            Task given;
            lock (_lock)
            {
                if (_isOver || _left > 0)
                {
                    int taken = _isOver ? 0 : Math.Min(most, _left);
                    _left -= taken;
                    return taken;
                }

                _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                given = _waiting.Task;
            }

            await given.WaitAsync(cancellation);
        }
    }

    /// <summary>The command has taken so many bytes.</summary>
    /// <exception cref="ProtocolException">That is more than it was sent.</exception>
    public void Give(int bytes)
    {
        lock (_lock)
        {
            int outstanding = WireLimits.InputWindow - _left;
            if (bytes > outstanding)
            {
                throw new ProtocolException($"input taken is {bytes} bytes, the most is {outstanding}, which were sent");
            }

            _left += bytes;
            WakeWaiting();
        }
    }

    /// <summary>The command is over.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            WakeWaiting();
        }
    }

    private void WakeWaiting()
    {
        _waiting?.SetResult();
        _waiting = null;
    }
}
