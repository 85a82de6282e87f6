using System.Diagnostics;
using System.Threading.Channels;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions;

/// <summary>
/// Compresses packs and sends them, on a thread beside the one that reads the files. Observes how long both take, so that compression is off where
/// the link is faster.
/// </summary>
internal sealed class PackSender : IAsyncDisposable
{
    private const int QueueLength = 2;

    private readonly Channel<ContentPack> _queue = Channel.CreateBounded<ContentPack>(new BoundedChannelOptions(QueueLength) { SingleReader = true, SingleWriter = true });
    private readonly MessageSender _sender;
    private readonly Compression _compression;
    private readonly AdaptiveCompression _adaptive = new();
    private readonly PackCompressor _compressor = new();
    private readonly Task _sending;
    private byte[] _compressed = [];
    private long _lastSent = Stopwatch.GetTimestamp();

    /// <summary>Starts sending what is written.</summary>
    public PackSender(MessageSender sender, Compression compression)
    {
        _sender = sender;
        _compression = compression;
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>Takes a pack over; returns when there is room for the next.</summary>
    /// <exception cref="IOException">The pipe is broken; the receiving side knows why.</exception>
    public async ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(pack, cancellation);
        }
        catch (ChannelClosedException)
        {
            pack.Dispose();
            await _sending;
        }
    }

    /// <summary>Returns when everything written was sent.</summary>
    public async Task FinishAsync()
    {
        _queue.Writer.TryComplete();
        await _sending;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await ((Task)_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _compressor.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (ContentPack pack in _queue.Reader.ReadAllAsync())
            {
                using (pack)
                {
                    Send(pack);
                }
            }
        }
        finally
        {
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out ContentPack? unsent))
            {
                unsent.Dispose();
            }
        }
    }

    private void Send(ContentPack pack)
    {
        ReadOnlySpan<byte> records = pack.Records.Span;
        int level = _compression.IsAuto ? _adaptive.NextLevel(pack.IsOfLargeContent) : _compression.Level;
        if (level == CompressionLevels.Raw)
        {
            long start = Stopwatch.GetTimestamp();
            _sender.SendPack(records);
            Observe(records.Length, start);
            return;
        }

        int bound = PackCompressor.Bound(records.Length);
        if (_compressed.Length < bound)
        {
            _compressed = GC.AllocateUninitializedArray<byte>(bound);
        }

        long compressing = Stopwatch.GetTimestamp();
        int length = _compressor.Compress(records, level, _compressed, out bool startsStream);
        long sending = Stopwatch.GetTimestamp();
        if (_compression.IsAuto)
        {
            _adaptive.Compressed(pack.IsOfLargeContent, level, records.Length, length, Stopwatch.GetElapsedTime(compressing, sending));
        }

        _sender.SendPack(_compressed.AsSpan(0, length), records.Length, startsStream);
        Observe(length, sending);
    }

    private void Observe(int bytes, long start)
    {
        long now = Stopwatch.GetTimestamp();
        _adaptive.Sent(bytes, Stopwatch.GetElapsedTime(start, now), Stopwatch.GetElapsedTime(_lastSent, now));
        _lastSent = now;
    }
}
