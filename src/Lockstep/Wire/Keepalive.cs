namespace Lockstep.Wire;

/// <summary>
/// How each end knows that the other lives. Nobody answers a sign of life: an answer would have to wait for the pipe, and whoever gives it has packs to take.
/// </summary>
public sealed class Keepalive
{
    private Keepalive(int pingSeconds, int deadSeconds) =>
        (PingAfter, DeadAfter) = (TimeSpan.FromSeconds(pingSeconds), TimeSpan.FromSeconds(deadSeconds));

    /// <summary>For a command that ends by itself: the link may be so full, or so slow, that nothing comes through for a while.</summary>
    public static Keepalive Usual { get; } = new(pingSeconds: 15, deadSeconds: 60);

    /// <summary>
    /// For a connection that stays open: somebody waits for the next save to arrive, and until both ends know that they have lost each other the target is locked.
    /// </summary>
    public static Keepalive Alert { get; } = new(pingSeconds: 2, deadSeconds: 8);

    /// <summary>Each end sends a <see cref="MessageType.Ping"/> this often, whatever else it does.</summary>
    public TimeSpan PingAfter { get; }

    /// <summary>Who has waited for the peer's bytes for this long gives the connection up.</summary>
    public TimeSpan DeadAfter { get; }
}
