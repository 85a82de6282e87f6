using System.Threading.Channels;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions;

/// <summary>
/// Fills packs and hands the full ones to an endpoint. Owns a fixed number of pack buffers and waits for one to come back when all are under way: the
/// memory of contents is bounded, and so is how far reading runs ahead of sending.
/// </summary>
internal sealed class PackWriter
{
    private const int Buffers = 4;

    private readonly IEndpoint _endpoint;
    private readonly Channel<ContentPackWriter> _free = Channel.CreateUnbounded<ContentPackWriter>();
    private int _created;
    private ContentPackWriter? _current;

    /// <summary>Creates a writer whose packs go to an endpoint.</summary>
    public PackWriter(IEndpoint endpoint) => _endpoint = endpoint;

    /// <summary>The pack to add records to; it has room for one at least.</summary>
    public async ValueTask<ContentPackWriter> RoomAsync(CancellationToken cancellation)
    {
        if (_current is { IsFull: true })
        {
            await FlushAsync(cancellation);
        }

        return _current ??= await TakeFreeAsync(cancellation);
    }

    /// <summary>Hands over what was written so far.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_current is { Length: > 0 } full)
        {
            _current = null;
            await _endpoint.WriteAsync(new ContentPack(full.Written, () => GiveBack(full)), cancellation);
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

        _created++;
        return ValueTask.FromResult(new ContentPackWriter());
    }

    private void GiveBack(ContentPackWriter writer)
    {
        writer.Clear();
        _free.Writer.TryWrite(writer);
    }
}
