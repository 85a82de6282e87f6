namespace Lockstep.Tests.Attacks;

/// <summary>
/// One way of a connection that goes silent after a number of bytes. What is read comes no more, or a byte a second, and there is no end either; what is
/// written is swallowed, or not taken any more.
/// </summary>
/// <param name="whole">The way.</param>
/// <param name="after">Bytes that still go through.</param>
/// <param name="form">What is instead of silence.</param>
/// <param name="clock">The clock of a byte a second.</param>
internal sealed class SilentStream(Stream whole, long after, SilentStream.Form form, VirtualClock clock) : Stream
{
    private readonly SemaphoreSlim _mayPass = new(0);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left = after;
    private volatile bool _isDisposed;

    /// <summary>What there is instead of an end.</summary>
    public enum Form
    {
        /// <summary>Nothing, for ever: bytes do not come, or are not taken.</summary>
        Stalls,

        /// <summary>A byte a second.</summary>
        Drips,

        /// <summary>Bytes are taken, and reach nobody.</summary>
        Swallows,
    }

    /// <summary>Completes when it has gone silent.</summary>
    public Task Silent => _silent.Task;

    /// <summary>Bytes that went through.</summary>
    public long Count { get; private set; }

    public override bool CanRead => whole.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => whole.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0)
        {
            PassOne();
            buffer = buffer[..1];
        }

        int read = whole.Read(_left > 0 ? buffer[..(int)Math.Min(buffer.Length, _left)] : buffer);
        _left = Math.Max(0, _left - read);
        Count += read;
        return read;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int passes = (int)Math.Min(buffer.Length, _left);
        whole.Write(buffer[..passes]);
        _left -= passes;
        Count += passes;
        for (int i = passes; i < buffer.Length; i++)
        {
            if (form == Form.Swallows)
            {
                _silent.TrySetResult();
                return;
            }

            PassOne();
            whole.Write(buffer.Slice(i, 1));
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            clock.Advanced -= LetOnePass;
            _mayPass.Release();
        }

        base.Dispose(disposing);
    }

    private void PassOne()
    {
        if (_silent.TrySetResult() && form == Form.Drips)
        {
            clock.Advanced += LetOnePass;
        }

        _mayPass.Wait();
        if (_isDisposed)
        {
            throw new IOException("the connection was given up");
        }
    }

    private void LetOnePass() => _mayPass.Release();
}
