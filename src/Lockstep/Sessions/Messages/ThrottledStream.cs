namespace Lockstep.Sessions.Messages;

/// <summary>Writes to another stream no faster than a limit: small pieces, each waiting for its turn. Owns nothing.</summary>
/// <param name="output">Where the bytes go.</param>
/// <param name="bytesPerSecond">The limit, at least 1.</param>
/// <param name="time">The clock.</param>
internal sealed class ThrottledStream(Stream output, long bytesPerSecond, TimeProvider time) : Stream
{
    /// <summary>How many pieces a second's bytes are cut into: the smoothness of the flow.</summary>
    private const int PiecesPerSecond = 20;

    private readonly int _piece = (int)Math.Clamp(bytesPerSecond / PiecesPerSecond, 1, 1 << 20);
    private long _freeAt = time.GetTimestamp();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int length = Math.Min(_piece, buffer.Length);
            long now = time.GetTimestamp();
            if (_freeAt > now)
            {
                Task.Delay(time.GetElapsedTime(now, _freeAt), time).Wait();
            }

            _freeAt = Math.Max(_freeAt, now) + (long)(length * (double)time.TimestampFrequency / bytesPerSecond);
            output.Write(buffer[..length]);
            buffer = buffer[length..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => output.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
