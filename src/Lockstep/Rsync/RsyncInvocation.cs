using System.Collections.Immutable;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync;

/// <summary>One command line of rsync, read and checked.</summary>
/// <param name="Options">What the options say.</param>
/// <param name="Sources">The sources in the order given, all of one host; none for a server that receives.</param>
/// <param name="Destination">The destination; null where sources are only listed, and for a server that sends.</param>
public sealed record RsyncInvocation(RsyncOptions Options, ImmutableArray<RsyncAddress> Sources, RsyncAddress? Destination)
{
    /// <summary>What this process is.</summary>
    public RsyncRole Role { get; init; }

    /// <summary>
    /// For a server, what the client can do: the letters after <c>e.</c>; empty for a client before protocol 30.
    /// </summary>
    public string ClientCapabilities { get; init; } = "";

    /// <summary>Whether this end sends: a client that pushes, and a server with <c>--sender</c>.</summary>
    public bool IsSender => Role switch
    {
        RsyncRole.ServerSender => true,
        RsyncRole.ServerReceiver => false,
        _ => Sources is not [{ IsRemote: true }, ..],
    };

    /// <summary>The argument that says how to reach the other end; null for a local copy.</summary>
    public RsyncAddress? Remote => Sources is [{ IsRemote: true } source, ..] ? source : Destination is { IsRemote: true } ? Destination : null;
}

/// <summary>What a process of rsync is.</summary>
public enum RsyncRole
{
    /// <summary>What a user started.</summary>
    Client,

    /// <summary><c>--server --sender</c>.</summary>
    ServerSender,

    /// <summary><c>--server</c>.</summary>
    ServerReceiver,

    /// <summary><c>--server --daemon</c> or <c>--daemon</c>.</summary>
    Daemon,
}
