namespace Lockstep.Wire;

/// <summary>
/// How each end knows that the other lives. Nobody answers a sign of life: an answer would have to wait for the pipe, and whoever gives it has packs to take.
/// </summary>
public sealed class Keepalive
{
    private Keepalive(int beatSeconds, int pingSeconds, int deadSeconds) =>
        (BeatAfter, PingAfter, DeadAfter) = (TimeSpan.FromSeconds(beatSeconds), TimeSpan.FromSeconds(pingSeconds), TimeSpan.FromSeconds(deadSeconds));

    /// <summary>For a command that ends by itself: the link may be so full, or so slow, that nothing comes through for a while.</summary>
    public static Keepalive Usual { get; } = new(beatSeconds: 5, pingSeconds: 15, deadSeconds: 50);

    /// <summary>
    /// For a connection that stays open: somebody waits for the next save to arrive, and until both ends know that they have lost each other the target is locked.
    /// </summary>
    public static Keepalive Alert { get; } = new(beatSeconds: 2, pingSeconds: 2, deadSeconds: 8);

    /// <summary>
    /// Who waits for an answer gives the connection up when the peer, signs of life or not, gets no further with it for this long. With <see cref="BeatAfter"/>
    /// that is less than a minute after the last step.
    /// </summary>
    public static TimeSpan StalledAfter { get; } = TimeSpan.FromSeconds(50);

    /// <summary>
    /// For so long what an agent says of its own work counts as a step, though nothing of the answer comes: a terabyte has to be hashed, ten million entries
    /// looked at through a slow network. What it says cannot be checked, so it ends some time.
    /// </summary>
    public static TimeSpan MostUnproven { get; } = TimeSpan.FromHours(6);

    /// <summary>Bytes that count as a step: whoever sends or takes less than this in <see cref="StalledAfter"/> gets no further.</summary>
    public const int Step = 4096;

    /// <summary>How often each end looks whether the other lives, and gets further.</summary>
    public TimeSpan BeatAfter { get; }

    /// <summary>Each end sends a <see cref="MessageType.Ping"/> this often, whatever else it does.</summary>
    public TimeSpan PingAfter { get; }

    /// <summary>Who has waited for the peer's bytes for this long gives the connection up.</summary>
    public TimeSpan DeadAfter { get; }
}
