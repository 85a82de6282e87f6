using Lockstep.Rsync.Roles;

namespace Lockstep.Rsync.Tokens;

/// <summary>The tokens that a session has agreed on.</summary>
internal static class TokenStreams
{
    /// <summary>Makes the writing end.</summary>
    public static TokenWriter CreateWriter(RsyncSession session)
    {
        int? level = session.Options.Connection.CompressLevel;
        return session.Compression switch
        {
            CompressionKind.None => new PlainTokenWriter(session.Writer),
            CompressionKind.Zstd => new CompressedTokenWriter(session.Writer, new ZstdPieces(level)),
            CompressionKind.Lz4 => new CompressedTokenWriter(session.Writer, new Lz4Pieces()),
            _ => new CompressedTokenWriter(session.Writer, new DeflatePieces(level, SeesBlocks(session), RepeatsPieces(session))),
        };
    }

    /// <summary>Makes the reading end.</summary>
    public static TokenReader CreateReader(RsyncSession session) => session.Compression switch
    {
        CompressionKind.None => new PlainTokenReader(session.Reader),
        CompressionKind.Zstd => new CompressedTokenReader(session.Reader, source => new ZstdUnpacking(source)),
        CompressionKind.Lz4 => new CompressedTokenReader(session.Reader, source => new Lz4Unpacking(source)),
        _ => new CompressedTokenReader(session.Reader, source => new Inflating(source, SeesBlocks(session), RepeatsPieces(session))),
    };

    private static bool SeesBlocks(RsyncSession session) => session.Compression == CompressionKind.Zlib;

    private static bool RepeatsPieces(RsyncSession session) => session.Dialect.Version < 31;
}
