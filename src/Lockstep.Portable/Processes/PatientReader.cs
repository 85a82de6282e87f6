using Lockstep.Native.Descriptors;

namespace Lockstep.Portable.Processes;

/// <summary>
/// Reads a stream whose reads cannot be broken off, as those of a pipe of Windows: a read that was cancelled goes on by
/// itself, and what it brings is there for the next one.
/// </summary>
internal sealed class PatientReader(Stream source) : CountedStream
{
    private const int PieceLength = 64 * 1024;

    private readonly CancellationTokenSource _closing = new();
    private readonly byte[] _piece = new byte[PieceLength];
    private ReadOnlyMemory<byte> _ready;
    private Task<int>? _reading;
    private long _count;

    /// <inheritdoc/>
    public override long Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ready.IsEmpty)
        {
            Fetch().AsTask().Wait();
        }

        return Take(buffer);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_ready.IsEmpty)
        {
            await Fetch(cancellationToken);
        }

        return Take(buffer.Span);
    }

    /// <inheritdoc/>
    internal override void PushBack(ReadOnlyMemory<byte> bytes) => _ready = (byte[])[.. bytes.Span, .. _ready.Span];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closing.Cancel();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask Fetch(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        _reading ??= Task.Run(() => source.ReadAsync(_piece).AsTask(), CancellationToken.None);
        int length;
        try
        {
            length = await _reading.WaitAsync(ending.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(PatientReader));
        }

        _reading = null;
        Interlocked.Add(ref _count, length);
        _ready = _piece.AsMemory(0, length);
    }

    private int Take(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _ready.Length);
        _ready.Span[..length].CopyTo(buffer);
        _ready = _ready[length..];
        return length;
    }
}
