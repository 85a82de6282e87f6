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
    private bool _hasTaken;

    /// <summary>The pack of a frame.</summary>
    public ContentPack Take(in Frame frame)
    {
        byte[] buffer = TakeBuffer(frame.ExpandedLength);
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

    /// <summary>
    /// Memory for a pack. The first gets no more than it needs: it mostly is the only one, that of a saved file, and large memory taken anew with every save has
    /// the whole heap collected every few dozen saves.
    /// </summary>
    private byte[] TakeBuffer(int length)
    {
        if (_free.TryPop(out byte[]? free) && free.Length >= length)
        {
            return free;
        }

        (bool isFirst, _hasTaken) = (!_hasTaken, true);
        return GC.AllocateUninitializedArray<byte>(isFirst ? length : ContentPackWriter.Capacity);
    }
}
