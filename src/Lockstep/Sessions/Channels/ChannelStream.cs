namespace Lockstep.Sessions.Channels;

/// <summary>A channel as a stream, for an agent's loop: reads and writes block. One thread reads and one writes.</summary>
internal sealed class ChannelStream(Channel channel) : Stream
{
    private ReadOnlyMemory<byte> _unread;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_unread.IsEmpty)
        {
            _unread = channel.ReadAsync().GetAwaiter().GetResult();
        }

        int taken = Math.Min(buffer.Length, _unread.Length);
        _unread.Span[..taken].CopyTo(buffer);
        _unread = _unread[taken..];
        return taken;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!channel.WriteAsync(buffer.ToArray()).GetAwaiter().GetResult())
        {
            throw new IOException("the channel has ended");
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
