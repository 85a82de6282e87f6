using Lockstep.Wire.Packs;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// One zstd stream over the packs of a run, flushed after each, so that the other side can decode a pack at once and later packs refer back
/// to what earlier ones said. A new level starts a new stream. At the first level, which is for links that are as fast as we are, each pack is a stream of its
/// own: both sides then work from buffer to buffer, which takes a quarter off the time. Not thread-safe.
/// </summary>
internal sealed class PackCompressor : IDisposable
{
    /// <summary>
    /// How far back a pack may refer: 4 MiB, which is also the memory it costs either side. The first level has a window of 512 KiB, less than a pack: it loses
    /// nothing by not looking further back.
    /// </summary>
    public const int WindowLog = 22;

    private Compressor? _stream;
    private Compressor? _alone;

    /// <summary>The level of the stream that may go on; 0 for none.</summary>
    private int _level;

    /// <summary>Room that <see cref="Compress"/> may need for a pack of a length.</summary>
    public static int Bound(int length) => Compressor.GetCompressBound(length) + 64;

    /// <summary>Compresses a pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="level">zstd level, 1 to 19.</param>
    /// <param name="destination">At least <see cref="Bound"/> of the pack's length.</param>
    /// <param name="startsStream">Whether the decoder has to forget what came before.</param>
    /// <returns>Bytes written.</returns>
    public int Compress(ReadOnlySpan<byte> pack, int level, Span<byte> destination, out bool startsStream)
    {
        if (level == CompressionLevels.First)
        {
            _level = 0;
            startsStream = true;
            _alone ??= new Compressor(level);
            return _alone.Wrap(pack, destination);
        }

        startsStream = level != _level;
        if (startsStream)
        {
            Start(level, destination);
        }

        return Continue(_stream!, pack, destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _alone?.Dispose();
    }

    private static int Continue(Compressor stream, ReadOnlySpan<byte> pack, Span<byte> destination)
    {
        int written = 0;
        while (!pack.IsEmpty)
        {
            stream.WrapStream(pack, destination[written..], out int consumed, out int produced, isFinalBlock: false);
            pack = pack[consumed..];
            written += produced;
        }

        stream.FlushStream(destination[written..], out int flushed);
        return written + flushed;
    }

    /// <summary>
    /// Starts a stream, in the memory of the one before: it is ten megabytes, and the C library keeps what is given back to it. The end of the old stream is for nobody.
    /// </summary>
    private void Start(int level, Span<byte> scratch)
    {
        if (_stream is null)
        {
            _stream = new Compressor(level);
        }
        else
        {
            _stream.WrapStream([], scratch, out _, out _, isFinalBlock: true);
            _stream.Level = level;
        }

        _stream.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, WindowLog);
        _level = level;
    }
}
