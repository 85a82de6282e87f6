namespace Lockstep.Wire;

/// <summary>
/// How each end knows that the other lives. Nobody answers a sign of life: an answer would have to wait for the pipe, and whoever gives it has packs to take.
/// </summary>
public static class Keepalive
{
    /// <summary>Each end sends a <see cref="MessageType.Ping"/> this often, whatever else it does.</summary>
    public static TimeSpan PingAfter { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Who has waited for the peer's bytes for this long gives the connection up.</summary>
    public static TimeSpan DeadAfter { get; } = TimeSpan.FromSeconds(60);
}
