using System.Threading.Channels;
using Lockstep.Files.Staging;
using Lockstep.Plan;
using Lockstep.Tree;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// Takes packs apart and stages what is in them. Packs of whole contents are worked on side by side, since small files cost system calls; packs with pieces of large
/// contents one after the other, beside them. What a peer says is held against the announced changes first, in the order it was said.
/// </summary>
internal sealed class ContentStager : IAsyncDisposable
{
    private const int QueueLength = 2;

    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 2, 4);

    private readonly Stage _stage;
    private readonly IReadOnlyList<Change> _changes;
    private readonly ContentSequence _sequence;
    private readonly SignatureQueue _signatures;
    private readonly Channel<ContentPack> _whole = Channel.CreateBounded<ContentPack>(QueueLength);
    private readonly Channel<ContentPack> _pieces = Channel.CreateBounded<ContentPack>(QueueLength);
    private readonly Task[] _working;

    /// <summary>Starts the workers.</summary>
    /// <param name="stage">Takes the contents.</param>
    /// <param name="signatures">Is told which contents have arrived.</param>
    public ContentStager(Stage stage, SignatureQueue signatures)
    {
        _signatures = signatures;
        _stage = stage;
        _changes = stage.Changes;
        _sequence = new ContentSequence(stage.Changes);
        _working = [.. Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(_whole))), Task.Run(() => WorkAsync(_pieces))];
    }

    /// <summary>Number of the run's changes.</summary>
    public int ChangeCount => _changes.Count;

    /// <summary>Checks a pack and hands it to a worker; returns when there is room for the next.</summary>
    /// <exception cref="ProtocolException">The pack says what it may not say now.</exception>
    /// <exception cref="SyncException">The disk is full.</exception>
    public async ValueTask AcceptAsync(ContentPack pack, CancellationToken cancellation)
    {
        try
        {
            await (HasPieces(pack) ? _pieces : _whole).Writer.WriteAsync(pack, cancellation);
        }
        catch (Exception e)
        {
            pack.Dispose();
            if (e is ChannelClosedException)
            {
                await FinishAsync();
            }

            throw;
        }
    }

    /// <summary>Returns when everything accepted is staged; throws what ended the work early.</summary>
    public Task FinishAsync()
    {
        _whole.Writer.TryComplete();
        _pieces.Writer.TryComplete();
        return Task.WhenAll(_working);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await FinishAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private bool HasPieces(ContentPack pack)
    {
        bool hasPieces = false;
        var reader = new ContentPackReader(pack.Records.Span, _changes.Count);
        while (reader.TryRead(out ContentRecord record))
        {
            _sequence.Accept(record);
            hasPieces |= record.Kind is not (ContentRecordKind.Whole or ContentRecordKind.Skip);
            if (record.Kind is ContentRecordKind.Whole or ContentRecordKind.Begin or ContentRecordKind.Skip)
            {
                _signatures.ContentArrived(record.Index);
            }
        }

        return hasPieces || _sequence.OpenCount > 0;
    }

    private async Task WorkAsync(Channel<ContentPack> queue)
    {
        using StageWriter writer = _stage.OpenWriter();
        try
        {
            await foreach (ContentPack pack in queue.Reader.ReadAllAsync())
            {
                using (pack)
                {
                    Write(writer, pack);
                }
            }
        }
        catch
        {
            _whole.Writer.TryComplete();
            _pieces.Writer.TryComplete();
            while (queue.Reader.TryRead(out ContentPack? unused))
            {
                unused.Dispose();
            }

            throw;
        }
    }

    private void Write(StageWriter writer, ContentPack pack)
    {
        var reader = new ContentPackReader(pack.Records.Span, _changes.Count);
        while (reader.TryRead(out ContentRecord record))
        {
            switch (record.Kind)
            {
                case ContentRecordKind.Whole:
                    writer.WriteWhole(record.Index, EntryOf(record), record.Bytes);
                    break;
                case ContentRecordKind.Begin:
                    writer.Begin(record.Index);
                    break;
                case ContentRecordKind.Data:
                    writer.Write(record.Index, record.Bytes);
                    break;
                case ContentRecordKind.Copy:
                    writer.Copy(record.Index, record.Offset, record.Length);
                    break;
                case ContentRecordKind.Zeros:
                    writer.WriteZeros(record.Index, record.Length);
                    break;
                case ContentRecordKind.End:
                    writer.End(record.Index, EntryOf(record));
                    break;
                case ContentRecordKind.Skip:
                    writer.Skip(record.Index);
                    break;
            }
        }
    }

    private Entry EntryOf(in ContentRecord record) =>
        new(_changes[record.Index].After.Type, record.Final.Mode, record.Final.Size, record.Final.ModifiedNs, record.Final.Content);
}
