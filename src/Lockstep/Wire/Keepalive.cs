namespace Lockstep.Wire;

/// <summary>When a quiet connection is asked whether it lives, and when it counts as dead. Any frame is a sign of life.</summary>
public static class Keepalive
{
    /// <summary>Who has heard nothing for this long sends a <see cref="MessageType.Ping"/>, and again after each such while.</summary>
    public static TimeSpan PingAfter { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Who has heard nothing for this long gives the connection up.</summary>
    public static TimeSpan DeadAfter { get; } = TimeSpan.FromSeconds(60);
}
