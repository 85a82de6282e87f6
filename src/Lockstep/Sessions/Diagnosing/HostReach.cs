namespace Lockstep.Sessions.Diagnosing;

/// <summary>How far a question to a host came.</summary>
public enum HostReach
{
    /// <summary>The host's shell answered.</summary>
    Answered,

    /// <summary>The ssh program cannot be started.</summary>
    SshMissing,

    /// <summary>The user's ssh configuration is wrong.</summary>
    SshMisconfigured,

    /// <summary>The host cannot be reached over the network.</summary>
    Unreachable,

    /// <summary>The host's key is unknown, or not the known one.</summary>
    HostKeyRefused,

    /// <summary>The host refused the login.</summary>
    LoginRefused,

    /// <summary>The login worked, but no shell answered.</summary>
    NoShell,

    /// <summary>The login starts our agent by a forced command, and nothing else.</summary>
    Confined,
}
