namespace Lockstep.Sessions.Live;

/// <summary>One target's turn to be reached and pushed to for the first time; only so many are under way at once. Disposing it lets the next one in.</summary>
internal sealed class FirstTurn(SemaphoreSlim turns) : IDisposable
{
    private bool _isHeld;

    /// <summary>Waits until there is a place.</summary>
    public async Task AwaitAsync(CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        _isHeld = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isHeld)
        {
            _isHeld = false;
            turns.Release();
        }
    }
}
