using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Lockstep.Rsync.Tokens;

/// <summary>The other end of <see cref="ZstdPieces"/>. The peer's window is bounded.</summary>
internal sealed class ZstdUnpacking(IChunkSource source) : IPieceDecompressor, IDisposable
{
    private const int MaxWindowLog = 27;

    private readonly Decompressor _decompressor = Create();
    private byte[] _chunk = [];
    private int _at;
    private bool _mayHoldMore;

    /// <inheritdoc/>
    public void StartFile()
    {
    }

    /// <inheritdoc/>
    public int Read(Span<byte> to)
    {
        while (true)
        {
            if (_at == _chunk.Length && !_mayHoldMore)
            {
                if (!source.TryTakeChunk(out ReadOnlySpan<byte> next))
                {
                    return 0;
                }

                (_chunk, _at) = (next.ToArray(), 0);
            }

            int written = Unwrap(to);
            if (written > 0)
            {
                return written;
            }
        }
    }

    /// <inheritdoc/>
    public void Saw(ReadOnlySpan<byte> block)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _decompressor.Dispose();

    private int Unwrap(Span<byte> to)
    {
        try
        {
            _decompressor.UnwrapStream(_chunk.AsSpan(_at), to, out int consumed, out int written);
            bool isStuck = consumed == 0 && written == 0 && _at < _chunk.Length;
            if (isStuck)
            {
                throw new ProtocolException("compressed bytes follow the end of their stream");
            }

            (_at, _mayHoldMore) = (_at + consumed, written == to.Length);
            return written;
        }
        catch (ZstdException e)
        {
            throw new ProtocolException($"a piece cannot be decompressed: {e.Message}");
        }
    }

    private static Decompressor Create()
    {
        var decompressor = new Decompressor();
        decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
        return decompressor;
    }
}
