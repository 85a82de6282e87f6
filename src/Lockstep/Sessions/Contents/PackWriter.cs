using System.Threading.Channels;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// Fills packs and hands the full ones to an sink. Owns a fixed number of pack buffers and waits for one to come back when all are under way: the
/// memory of contents is bounded, and so is how far reading runs ahead of sending.
/// </summary>
internal sealed class PackWriter
{
    private const int Buffers = 4;

    private readonly IContentSink _sink;
    private readonly Channel<ContentPackWriter> _free = Channel.CreateUnbounded<ContentPackWriter>();
    private int _created;
    private ContentPackWriter? _current;
    private bool _isOfLargeContent;

    /// <summary>Creates a writer whose packs go to an sink.</summary>
    public PackWriter(IContentSink sink) => _sink = sink;

    /// <summary>The pack to add records to; it has room for one at least.</summary>
    /// <param name="cancellation">Ends waiting for a buffer.</param>
    /// <param name="forLargeContent">Whether the record is a piece of a content too large for one.</param>
    public async ValueTask<ContentPackWriter> RoomAsync(CancellationToken cancellation, bool forLargeContent = false)
    {
        if (_current is { IsFull: true })
        {
            await FlushAsync(cancellation);
        }

        _isOfLargeContent |= forLargeContent;
        return _current ??= await TakeFreeAsync(cancellation);
    }

    /// <summary>Hands over what was written so far.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_current is { Length: > 0 } full)
        {
            var pack = new ContentPack(full.Written, _isOfLargeContent, () => GiveBack(full));
            (_current, _isOfLargeContent) = (null, false);
            await _sink.WriteAsync(pack, cancellation);
        }
    }

    private ValueTask<ContentPackWriter> TakeFreeAsync(CancellationToken cancellation)
    {
        if (_created == Buffers)
        {
            return _free.Reader.ReadAsync(cancellation);
        }

        if (_free.Reader.TryRead(out ContentPackWriter? free))
        {
            return ValueTask.FromResult(free);
        }

        // Most runs of a watch fit into a short one. What has filled one fills the next.
        bool isFirst = _created++ == 0;
        return ValueTask.FromResult(new ContentPackWriter(isFirst ? ContentPackWriter.ShortCapacity : ContentPackWriter.Capacity));
    }

    private void GiveBack(ContentPackWriter writer)
    {
        writer.Clear();
        _free.Writer.TryWrite(writer);
    }
}
