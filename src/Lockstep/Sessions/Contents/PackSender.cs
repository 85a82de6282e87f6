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

    private readonly Channel<ContentPack> _queue = Channel.CreateBounded<ContentPack>(new BoundedChannelOptions(QueueLength) { SingleWriter = true });
    private readonly MessageSender _sender;
    private readonly AdaptiveCompression _adaptive;
    private readonly PackEncoder _encoder;
    private readonly Task _sending;
    private readonly Task _peerReady;
    private Task<TimeSpan>? _roundTrip;
    private volatile bool _isStopped;
    private long _lastSent = Stopwatch.GetTimestamp();

    /// <summary>Starts sending what is written.</summary>
    /// <param name="sender">The way to the peer.</param>
    /// <param name="compression">What was asked for.</param>
    /// <param name="adaptive">Knows the link from earlier runs.</param>
    /// <param name="roundTrip">How long the peer takes to answer; null where that is known already.</param>
    /// <param name="peerReady">Completes when the peer takes contents; null where it does already.</param>
    public PackSender(MessageSender sender, Compression compression, AdaptiveCompression adaptive, Task<TimeSpan>? roundTrip = null, Task? peerReady = null)
    {
        _peerReady = peerReady ?? Task.CompletedTask;
        _roundTrip = roundTrip;
        _adaptive = adaptive;
        _sender = sender;
        _encoder = new PackEncoder(compression, adaptive);
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
        _encoder.Dispose();
    }

    private async Task SendAllAsync()
    {
        bool isFirst = true;
        try
        {
            await foreach (ContentPack pack in _queue.Reader.ReadAllAsync())
            {
                using (pack)
                {
                    // The first pack goes at once. To send megabytes at a level that does not fit the link costs more than to wait for the answer.
                    if (!isFirst && pack.Encoded is null)
                    {
                        await LookAtLinkAsync();
                    }

                    isFirst = false;
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
        EncodedPack encoded = pack.Encoded ?? _encoder.Encode(pack.Records, pack.IsOfLargeContent);
        // Until a peer has prepared a large run it is the peer that we wait for, and a fast link would look slow for the next hundred packs.
        bool tellsAboutLink = _peerReady.IsCompleted && Math.Max(encoded.Bytes.Length, encoded.ExpandedLength) >= PackEncoder.ShortLength;
        long start = Stopwatch.GetTimestamp();
        _sender.SendPack(encoded);
        long end = Stopwatch.GetTimestamp();
        if (tellsAboutLink)
        {
            _adaptive.Sent(encoded.Bytes.Length, Stopwatch.GetElapsedTime(start, end), Stopwatch.GetElapsedTime(_lastSent, end));
        }

        _lastSent = end;
    }

    private async Task LookAtLinkAsync()
    {
        if (_roundTrip is not { } roundTrip)
        {
            return;
        }

        _roundTrip = null;
        await ((Task)roundTrip).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (roundTrip.IsCompletedSuccessfully)
        {
            _adaptive.Answered(roundTrip.Result);
        }
    }
}
