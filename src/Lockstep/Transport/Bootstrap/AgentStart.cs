namespace Lockstep.Transport.Bootstrap;

/// <summary>How the agent is started on a host.</summary>
/// <param name="Opening">
/// The first bytes for it, at most 32 KiB: they are sent before it runs, so that it finds them when it does. May become known while the connection is being made.
/// </param>
/// <param name="IsRenewal">Whether an agent that the host has is replaced instead of started, because it did not fit.</param>
public sealed record AgentStart(Task<ReadOnlyMemory<byte>> Opening, bool IsRenewal = false)
{
    /// <summary>The agent the host has, if it has one; nothing is sent ahead.</summary>
    public static AgentStart Usual { get; } = new(Task.FromResult(ReadOnlyMemory<byte>.Empty));
}
