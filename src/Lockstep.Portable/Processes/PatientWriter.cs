using Lockstep.Native.Descriptors;

namespace Lockstep.Portable.Processes;

/// <summary>Writes to a program's standard input as it comes, and counts.</summary>
internal sealed class PatientWriter(Stream target) : CountedStream
{
    private long _count;

    /// <inheritdoc/>
    public override long Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        target.Flush();
        Interlocked.Add(ref _count, buffer.Length);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await target.WriteAsync(buffer, cancellationToken);
        await target.FlushAsync(cancellationToken);
        Interlocked.Add(ref _count, buffer.Length);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                target.Dispose();
            }
            catch (IOException)
            {
                // The program has ended and taken its end of the pipe with it: nothing was left to be written.
            }
        }

        base.Dispose(disposing);
    }
}
