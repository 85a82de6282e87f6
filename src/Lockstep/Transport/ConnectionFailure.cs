namespace Lockstep.Transport;

/// <summary>Why there is no connection, as far as the ssh program's words tell.</summary>
public enum ConnectionFailure
{
    /// <summary>Something else; the message has ssh's own last line.</summary>
    Other,

    /// <summary>The ssh program is not there or cannot be started.</summary>
    SshMissing,

    /// <summary>The host's name does not resolve.</summary>
    HostUnknown,

    /// <summary>Nothing listens at the host's port.</summary>
    Refused,

    /// <summary>The host did not answer in time.</summary>
    TimedOut,

    /// <summary>No way to the host's network.</summary>
    Unreachable,

    /// <summary>The host's key is not known and was not accepted.</summary>
    HostKeyUnknown,

    /// <summary>The host's key is another than the one known: possibly another machine.</summary>
    HostKeyChanged,

    /// <summary>The host refused every means of authentication.</summary>
    AuthenticationRefused,

    /// <summary>The user's ssh configuration is wrong, or its <c>RemoteCommand</c> takes the place of ours.</summary>
    Configuration,

    /// <summary>A port or socket cannot be forwarded.</summary>
    ForwardRefused,

    /// <summary>The host closed the connection.</summary>
    Closed,

    /// <summary>The host has no shell, or something else answered than the agent.</summary>
    NoAgent,

    /// <summary>The agent that the host keeps ends at once, or is none of ours.</summary>
    AgentUnfit,

    /// <summary>The agent that a forced command starts is of another build, and cannot be replaced from here.</summary>
    AgentForced,

    /// <summary>There is no agent for the host's platform.</summary>
    PlatformUnsupported,

    /// <summary>The host has no directory where we may put a program and run it.</summary>
    NoAgentDirectory,
}
