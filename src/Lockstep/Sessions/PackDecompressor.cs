using System.Buffers;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Lockstep.Sessions;

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
            int announced = pack.Length;
            while (!pack.IsEmpty)
            {
                OperationStatus status = _stream.UnwrapStream(compressed, pack, out int consumed, out int written);
                compressed = compressed[consumed..];
                pack = pack[written..];
                if (consumed == 0 && written == 0)
                {
                    throw new ProtocolException($"a compressed pack gives {announced - pack.Length} bytes, {announced} were announced ({status})");
                }
            }
        }
        catch (ZstdException e)
        {
            throw new ProtocolException($"a compressed pack cannot be decoded: {e.Message}");
        }

        if (!compressed.IsEmpty)
        {
            throw new ProtocolException($"a compressed pack has {compressed.Length} bytes after its announced length");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();
}
