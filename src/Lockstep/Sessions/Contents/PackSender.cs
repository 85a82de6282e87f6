using System.Diagnostics;
using System.Threading.Channels;
using Lockstep.Sessions.Messages;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Packs;

namespace Lockstep.Sessions.Contents;

/// <summary>
/// Compresses the packs of a run and sends them, on a thread beside the one that reads the files. Observes how long both take, so that compression is off
/// where the link is faster.
/// </summary>
internal sealed class PackSender : IContentSink, IAsyncDisposable
{
    private const int QueueLength = 2;

    /// <summary>A shorter pack leaves at once: it is not worth compressing, and its time says nothing about the link.</summary>
    private const int ShortLength = 4 << 10;

    private readonly Channel<ContentPack> _queue = Channel.CreateBounded<ContentPack>(new BoundedChannelOptions(QueueLength) { SingleWriter = true });
    private readonly MessageSender _sender;
    private readonly Compression _compression;
    private readonly AdaptiveCompression _adaptive;
    private readonly PackCompressor _compressor = new();
    private readonly Task _sending;
    private Task<TimeSpan>? _roundTrip;
    private byte[]? _compressed;
    private volatile bool _isStopped;
    private long _lastSent = Stopwatch.GetTimestamp();

    /// <summary>Starts sending what is written.</summary>
    /// <param name="sender">The way to the peer.</param>
    /// <param name="compression">What was asked for.</param>
    /// <param name="adaptive">Knows the link from earlier runs.</param>
    /// <param name="roundTrip">How long the peer takes to answer; null where that is known already.</param>
    public PackSender(MessageSender sender, Compression compression, AdaptiveCompression adaptive, Task<TimeSpan>? roundTrip = null)
    {
        _roundTrip = roundTrip;
        _adaptive = adaptive;
        _sender = sender;
        _compression = compression;
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>Takes a pack over; returns when there is room for the next.</summary>
    /// <exception cref="BrokenPipeException">The pipe is broken, or sending was stopped; the receiving side knows why.</exception>
    public async ValueTask WriteAsync(ContentPack pack, CancellationToken cancellation)
    {
        try
        {
            await _queue.Writer.WriteAsync(pack, cancellation);
        }
        catch (ChannelClosedException e)
        {
            pack.Dispose();
            if (!_isStopped)
            {
                await _sending;
            }

            throw new BrokenPipeException("no more packs are sent", e);
        }
        catch (OperationCanceledException)
        {
            pack.Dispose();
            throw;
        }
    }

    /// <summary>Of contents that only go this way nothing is signed.</summary>
    public Task<ContentSignature?> ReadSignatureAsync(CancellationToken cancellation) => Task.FromResult<ContentSignature?>(null);

    /// <summary>Returns when everything written was sent.</summary>
    public async Task FinishAsync()
    {
        _queue.Writer.TryComplete();
        await _sending;
    }

    /// <summary>Gives up what was not sent, and lets nobody wait for room any longer. A pack that is being sent ends with the pipe.</summary>
    public void Stop()
    {
        _isStopped = true;
        CloseQueue();
    }

    /// <summary>Waits for the pack that is being sent.</summary>
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
            CloseQueue();
        }
    }

    private void CloseQueue()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out ContentPack? unsent))
        {
            unsent.Dispose();
        }
    }

    private void Send(ContentPack pack)
    {
        ReadOnlySpan<byte> records = pack.Records.Span;
        if (records.Length < ShortLength)
        {
            _sender.SendPack(records);
            return;
        }

        int level = _compression.IsAuto ? ChooseLevel(pack.IsOfLargeContent) : _compression.Level;
        if (level == CompressionLevels.Raw)
        {
            long start = Stopwatch.GetTimestamp();
            _sender.SendPack(records);
            Observe(records.Length, start);
            return;
        }

        _compressed ??= GC.AllocateUninitializedArray<byte>(PackCompressor.Bound(ContentPackWriter.Capacity));
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

    private int ChooseLevel(bool ofLargeContent)
    {
        if (_roundTrip is { IsCompletedSuccessfully: true } roundTrip)
        {
            _adaptive.Answered(roundTrip.Result);
            _roundTrip = null;
        }

        return _adaptive.NextLevel(ofLargeContent);
    }

    private void Observe(int bytes, long start)
    {
        long now = Stopwatch.GetTimestamp();
        _adaptive.Sent(bytes, Stopwatch.GetElapsedTime(start, now), Stopwatch.GetElapsedTime(_lastSent, now));
        _lastSent = now;
    }
}
