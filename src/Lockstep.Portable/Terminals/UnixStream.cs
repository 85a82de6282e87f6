using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Portable.Disk.Unix;

namespace Lockstep.Portable.Terminals;

/// <summary>
/// One of our standard streams on Unix. The framework's stream of a file would write where the file ended when we started,
/// though others write to it too.
/// </summary>
internal sealed unsafe class UnixStream(int stream) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

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
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return Completed(UnixImports.Read(stream, start, buffer.Length));
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            fixed (byte* start = buffer)
            {
                buffer = buffer[Completed(UnixImports.Write(stream, start, buffer.Length))..];
            }
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

    // The runtime's calls go on by themselves after a signal.
    private static int Completed(int result)
    {
        if (result >= 0)
        {
            return result;
        }

        var cause = new Win32Exception(Marshal.GetLastPInvokeError());
        throw new IOException(cause.Message, cause);
    }
}
