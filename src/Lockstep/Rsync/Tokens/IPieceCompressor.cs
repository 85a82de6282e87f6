namespace Lockstep.Rsync.Tokens;

/// <summary>Compresses literal bytes, in pieces that end where a block of the basis follows.</summary>
internal interface IPieceCompressor
{
    /// <summary>Starts a file.</summary>
    void StartFile();

    /// <summary>Takes in bytes; what is complete may be given out at once.</summary>
    void Add(ReadOnlySpan<byte> bytes, PieceSink sink);

    /// <summary>Gives out everything that was taken in.</summary>
    void Flush(PieceSink sink);

    /// <summary>Takes in the bytes of a block, of which nothing is given out.</summary>
    void Saw(ReadOnlySpan<byte> block);
}

/// <summary>Takes compressed bytes.</summary>
internal delegate void PieceSink(ReadOnlySpan<byte> compressed);
