using System.Buffers;
using System.Collections.Concurrent;
using Lockstep.Wire;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>Makes packs of the frames that carry them: decompressed, in memory of their own, so that the next frame can come while they are staged.</summary>
internal sealed class PackReceiver : IDisposable
{
    private readonly ConcurrentStack<byte[]> _free = [];
    private readonly PackDecompressor _decompressor = new();

    /// <summary>The pack of a frame.</summary>
    public ContentPack Take(in Frame frame)
    {
        if (!_free.TryPop(out byte[]? buffer))
        {
            buffer = GC.AllocateUninitializedArray<byte>(ContentPackWriter.Capacity);
        }

        Memory<byte> records = buffer.AsMemory(0, frame.ExpandedLength);
        if (frame.IsCompressed)
        {
            _decompressor.Decompress(frame.Payload.FirstSpan, frame.StartsStream, records.Span);
        }
        else
        {
            frame.Payload.CopyTo(records.Span);
        }

        return new ContentPack(records, isOfLargeContent: false, () => _free.Push(buffer));
    }

    /// <inheritdoc/>
    public void Dispose() => _decompressor.Dispose();
}
