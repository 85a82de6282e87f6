using System.IO.Compression;

namespace Lockstep.Rsync.Tokens;

/// <summary>Raw deflate, a stream for each file, flushed where a piece ends; the four bytes by which a flush ends are not sent.</summary>
/// <param name="level">The level; null for the default.</param>
/// <param name="seesBlocks">Whether matched blocks go into the history, as in rsync's first form.</param>
/// <param name="repeatsPieces">Whether of long blocks the first part goes there again and again, as before protocol 31.</param>
internal sealed class DeflatePieces(int? level, bool seesBlocks, bool repeatsPieces) : IPieceCompressor, IDisposable
{
    private const int DefaultLevel = 6, MaxLevel = 9;
    private const int FlushLength = 4;
    private const int Enough = 64 * 1024;

    private readonly MemoryStream _packed = new();
    private DeflateStream? _stream;

    /// <inheritdoc/>
    public void StartFile()
    {
        _stream?.Dispose();
        var options = new ZLibCompressionOptions { CompressionLevel = Math.Clamp(level ?? DefaultLevel, 0, MaxLevel) };
        _packed.SetLength(0);
        _stream = new DeflateStream(_packed, options, leaveOpen: true);
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> bytes, PieceSink sink)
    {
        _stream!.Write(bytes);
        if (_packed.Length >= Enough)
        {
            Give(sink, (int)_packed.Length);
        }
    }

    /// <inheritdoc/>
    public void Flush(PieceSink sink)
    {
        _stream!.Flush();
        Give(sink, (int)_packed.Length - FlushLength);
    }

    /// <inheritdoc/>
    public void Saw(ReadOnlySpan<byte> block)
    {
        if (!seesBlocks)
        {
            return;
        }

        foreach (ReadOnlySpan<byte> piece in new BlockPieces(block, repeatsPieces))
        {
            _stream!.Write(piece);
            _stream.Flush();
        }

        _packed.SetLength(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private void Give(PieceSink sink, int length)
    {
        sink(_packed.GetBuffer().AsSpan(0, Math.Max(0, length)));
        _packed.SetLength(0);
    }
}
