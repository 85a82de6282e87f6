namespace Lockstep.Sessions;

/// <summary>Watches work that nobody looks at: an agent's, or one whose results are shown as a whole.</summary>
internal sealed class SilentObserver : IRunObserver
{
    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
    }
}
