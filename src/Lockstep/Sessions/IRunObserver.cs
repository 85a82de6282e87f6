namespace Lockstep.Sessions;

/// <summary>
/// Is told what a session with a target does, to show it. Calls never overlap but come from any thread; they return at
/// once and do not throw. Two implementations matter: people's and programs'.
/// </summary>
public interface IRunObserver
{
    /// <summary>Takes the next event.</summary>
    void Tell(SessionEvent told);
}
