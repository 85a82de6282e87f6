using Lockstep.Rsync.Roles;

namespace Lockstep.Rsync.Tokens;

/// <summary>The tokens that a session has agreed on.</summary>
internal static class TokenStreams
{
    /// <summary>Makes the writing end.</summary>
    public static TokenWriter CreateWriter(RsyncSession session) => session.Compression switch
    {
        CompressionKind.None => new PlainTokenWriter(session.Writer),
        _ => throw new RsyncException(RsyncExit.Unsupported, $"compression {session.Compression} is not supported yet"),
    };

    /// <summary>Makes the reading end.</summary>
    public static TokenReader CreateReader(RsyncSession session) => session.Compression switch
    {
        CompressionKind.None => new PlainTokenReader(session.Reader),
        _ => throw new RsyncException(RsyncExit.Unsupported, $"compression {session.Compression} is not supported yet"),
    };
}
