using ZstdSharp;

namespace Lockstep.Rsync.Tokens;

/// <summary>zstd as rsync uses it: one frame for the whole session, flushed where a piece ends.</summary>
internal sealed class ZstdPieces : IPieceCompressor, IDisposable
{
    private const int DefaultLevel = 3;

    private readonly Compressor _compressor;
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Starts the frame.</summary>
    public ZstdPieces(int? level) => _compressor = new Compressor(level ?? DefaultLevel);

    /// <inheritdoc/>
    public void StartFile()
    {
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> bytes, PieceSink sink)
    {
        while (!bytes.IsEmpty)
        {
            _compressor.WrapStream(bytes, _buffer, out int consumed, out int written, isFinalBlock: false);
            sink(_buffer.AsSpan(0, written));
            bytes = bytes[consumed..];
        }
    }

    /// <inheritdoc/>
    public void Flush(PieceSink sink)
    {
        int written;
        do
        {
            _compressor.FlushStream(_buffer, out written);
            sink(_buffer.AsSpan(0, written));
        }
        while (written == _buffer.Length);
    }

    /// <inheritdoc/>
    public void Saw(ReadOnlySpan<byte> block)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _compressor.Dispose();
}
