namespace Lockstep.Tests.Sessions.Peers;

/// <summary>Writes on, remembers what went through, and cuts the connection at a byte.</summary>
internal sealed class TappedStream(Stream output, long cutAt, Action cut) : Stream
{
    private readonly MemoryStream _written = new();

    public byte[] Written => _written.ToArray();

    public long Count => _written.Length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ReadOnlySpan<byte> through = buffer[..(int)Math.Min(buffer.Length, cutAt - Count)];
        output.Write(through);
        _written.Write(through);
        if (through.Length < buffer.Length)
        {
            cut();
            throw new IOException("The connection was cut.");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        output.Dispose();
        base.Dispose(disposing);
    }
}
