namespace Lockstep.Sessions.Live;

/// <summary>What a watched target is like at the moment.</summary>
public enum LiveState
{
    /// <summary>The target is being reached.</summary>
    Connecting,

    /// <summary>Changes go out as they happen.</summary>
    Watching,

    /// <summary>There is no connection; it is tried again soon.</summary>
    Disconnected,

    /// <summary>The user has asked to wait.</summary>
    Paused,
}
