namespace Lockstep.Rsync.Tokens;

/// <summary>How literal bytes are compressed.</summary>
internal enum CompressionKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Deflate whose history holds matched blocks too.</summary>
    Zlib,

    /// <summary>Deflate of the literal bytes alone.</summary>
    Zlibx,

    /// <summary>One zstd frame for the session.</summary>
    Zstd,

    /// <summary>LZ4, each piece by itself.</summary>
    Lz4,
}
