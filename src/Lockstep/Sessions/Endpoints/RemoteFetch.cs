using System.Threading.Channels;
using Lockstep.Sessions.Contents;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Endpoints;

/// <summary>
/// The client's side of a fetch: packs come on the receiving thread and go on to a sink on another, each checked before. The receiving thread waits while two
/// are queued, for the local disk only: during a fetch the agent waits for nothing that the client sends.
/// </summary>
internal sealed class RemoteFetch(FetchRequest request) : IDisposable
{
    private const int QueueLength = 2;

    private readonly Channel<ContentPack> _packs = Channel.CreateBounded<ContentPack>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, SingleWriter = true });

    private readonly FetchSequence _sequence = new(request);
    private readonly PackReceiver _receiver = new();
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <summary>Takes a pack that came; drops it when nobody takes packs any more.</summary>
    public void Take(in Frame frame)
    {
        ContentPack pack;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            pack = _receiver.Take(frame);
        }

        try
        {
            _packs.Writer.WriteAsync(pack).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException)
        {
            pack.Dispose();
        }
    }

    /// <summary>No more packs come, be it because all have come.</summary>
    public void Complete() => _packs.Writer.TryComplete();

    /// <summary>Hands packs on until no more come.</summary>
    /// <exception cref="ProtocolException">A pack has something that was not asked for.</exception>
    public async Task PumpAsync(IContentSink sink, CancellationToken cancellation)
    {
        try
        {
            await foreach (ContentPack pack in _packs.Reader.ReadAllAsync(cancellation))
            {
                try
                {
                    Check(pack);
                }
                catch
                {
                    pack.Dispose();
                    throw;
                }

                await sink.WriteAsync(pack, cancellation);
            }
        }
        finally
        {
            Complete();
            while (_packs.Reader.TryRead(out ContentPack? unused))
            {
                unused.Dispose();
            }
        }
    }

    /// <summary>What the agent says in the end, held against what came.</summary>
    public FetchEnd Conclude(ReadOnlySpan<byte> message)
    {
        FetchEnd end = FetchEnd.Decode(message);
        _sequence.Finish();
        HashSet<Tree.RelativePath> asked = [.. request.Contents.Select(content => content.Path)];
        foreach (Plan.Problem problem in end.Problems)
        {
            if (!asked.Contains(problem.Path))
            {
                throw new ProtocolException($"a problem of '{problem.Path}' is told, which was not asked for");
            }
        }

        return end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _receiver.Dispose();
        }
    }

    private void Check(ContentPack pack)
    {
        var reader = new ContentPackReader(pack.Records.Span, request.Contents.Count);
        if (reader.Remaining == 0)
        {
            throw new ProtocolException("a pack of fetched contents is empty");
        }

        while (reader.TryRead(out ContentRecord record))
        {
            _sequence.Accept(record);
        }
    }
}
