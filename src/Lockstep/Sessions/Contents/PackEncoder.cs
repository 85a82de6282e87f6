using Lockstep.Native.Processes;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>Compresses packs one after the other where that was asked for or pays, and observes what it gained. Not thread-safe.</summary>
/// <param name="compression">What was asked for.</param>
/// <param name="adaptive">Chooses the level where the choice is left to us.</param>
internal sealed class PackEncoder(Compression compression, AdaptiveCompression adaptive) : IDisposable
{
    /// <summary>A shorter pack is not worth compressing.</summary>
    public const int ShortLength = 4 << 10;

    private readonly PackCompressor _compressor = new();
    private byte[]? _compressed;

    /// <summary>Encodes a pack.</summary>
    /// <param name="records">Its records.</param>
    /// <param name="isOfLargeContent">Whether it has a piece of a content too large for one record.</param>
    /// <param name="isAhead">Whether nobody waits for it, so that it may take as long as it takes.</param>
    /// <returns>Good until the next call, and as long as the records are.</returns>
    public EncodedPack Encode(ReadOnlyMemory<byte> records, bool isOfLargeContent, bool isAhead = false)
    {
        if (records.Length < ShortLength)
        {
            return new EncodedPack(records);
        }

        int level = !compression.IsAuto ? compression.Level : isAhead ? CompressionLevels.Last : adaptive.NextLevel(isOfLargeContent);
        if (level == CompressionLevels.Raw)
        {
            return new EncodedPack(records);
        }

        _compressed ??= GC.AllocateUninitializedArray<byte>(PackCompressor.Bound(ContentPackWriter.Capacity));
        // Time of the processor, not of the clock: whoever shares the processors with us does not make compressing any dearer.
        TimeSpan start = ThreadTime.Now;
        int length = _compressor.Compress(records.Span, level, _compressed, out bool startsStream);
        if (compression.IsAuto)
        {
            adaptive.Compressed(isOfLargeContent, level, records.Length, length, ThreadTime.Now - start);
        }

        return new EncodedPack(_compressed.AsMemory(0, length), records.Length, startsStream);
    }

    /// <inheritdoc/>
    public void Dispose() => _compressor.Dispose();
}
