namespace Lockstep.Sessions.Live;

/// <summary>Tells an observer one thing after the other, though pushes and several commands go on at the same time.</summary>
internal sealed class SerialObserver(IRunObserver observer) : IRunObserver
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
        lock (_lock)
        {
            observer.Tell(told);
        }
    }
}
