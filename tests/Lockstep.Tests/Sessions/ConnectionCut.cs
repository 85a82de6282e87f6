namespace Lockstep.Tests.Sessions;

/// <summary>Where a connection breaks.</summary>
/// <param name="CutsOutput">Whether it is the way to the agent, else the way from it.</param>
/// <param name="After">Bytes that still go through that way.</param>
internal sealed record ConnectionCut(bool CutsOutput, int After);

/// <summary>A stream that ends after a number of bytes, for good.</summary>
/// <param name="whole">The stream.</param>
/// <param name="left">Bytes that still go through.</param>
internal sealed class CutStream(Stream whole, long left) : Stream
{
    private long _left = left;

    public override bool CanRead => whole.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => whole.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int passes = (int)Math.Min(buffer.Length, _left);
        whole.Write(buffer[..passes]);
        _left -= passes;
        if (passes < buffer.Length)
        {
            whole.Dispose();
            throw new IOException("the connection was cut");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int read = whole.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
