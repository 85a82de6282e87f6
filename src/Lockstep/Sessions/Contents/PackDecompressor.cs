using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Lockstep.Sessions.Contents;

/// <summary>The other end of <see cref="PackCompressor"/>. What it decodes is a peer's: memory is bounded by the window, output by the announced length.</summary>
internal sealed class PackDecompressor : IDisposable
{
    private Decompressor? _stream;

    /// <summary>Decompresses one pack.</summary>
    /// <param name="compressed">The whole compressed pack.</param>
    /// <param name="startsStream">Whether it starts a new stream.</param>
    /// <param name="pack">Exactly as long as the peer announced.</param>
    /// <exception cref="ProtocolException">The bytes are no zstd, or give more or less than announced.</exception>
    public void Decompress(ReadOnlySpan<byte> compressed, bool startsStream, Span<byte> pack)
    {
        if (startsStream)
        {
            _stream?.Dispose();
            _stream = new Decompressor();
            _stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, PackCompressor.WindowLog);
        }

        if (_stream is null)
        {
            throw new ProtocolException("a compressed pack continues a stream that was never started");
        }

        try
        {
            int written = Drain(ref compressed, pack);
            Span<byte> excess = stackalloc byte[1];
            if (written < pack.Length || Drain(ref compressed, excess) > 0 || !compressed.IsEmpty)
            {
                throw new ProtocolException($"a compressed pack gives {(written < pack.Length ? "less" : "more")} than the announced {pack.Length} bytes");
            }
        }
        catch (ZstdException e)
        {
            throw new ProtocolException($"a compressed pack cannot be decoded: {e.Message}");
        }
    }

    /// <summary>Decodes until the destination is full or nothing comes any more.</summary>
    private int Drain(ref ReadOnlySpan<byte> compressed, scoped Span<byte> destination)
    {
        int written = 0;
        while (written < destination.Length)
        {
            _stream!.UnwrapStream(compressed, destination[written..], out int consumed, out int produced);
            compressed = compressed[consumed..];
            written += produced;
            if (consumed == 0 && produced == 0)
            {
                break;
            }
        }

        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();
}
