namespace Lockstep.Rsync.Tokens;

/// <summary>Gives the compressed bytes of a piece, chunk by chunk.</summary>
internal interface IChunkSource
{
    /// <summary>The next chunk, lent until the next call; false when the piece ends.</summary>
    bool TryTakeChunk(out ReadOnlySpan<byte> chunk);
}

/// <summary>Decompresses pieces, pulling their chunks.</summary>
internal interface IPieceDecompressor
{
    /// <summary>Starts a file.</summary>
    void StartFile();

    /// <summary>Fills a part of a span; 0 when the piece has ended.</summary>
    int Read(Span<byte> to);

    /// <summary>Takes in the bytes of a block of the basis.</summary>
    void Saw(ReadOnlySpan<byte> block);
}
