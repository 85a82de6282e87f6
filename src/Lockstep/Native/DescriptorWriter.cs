using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native;

/// <summary>
/// The writing end of a pipe or socket. A write waits until all is taken; cancelling is looked at between pieces, so a peer that takes
/// nothing at all holds the call until it ends or the pipe breaks.
/// </summary>
public sealed class DescriptorWriter : DescriptorStream
{
    private const int PieceSize = 64 * 1024;
    private readonly BlockingCall<ReadOnlyMemory<byte>, int> _call;

    /// <summary>Writes to <paramref name="handle"/> and owns it.</summary>
    public DescriptorWriter(SafeFileHandle handle)
        : base(handle, ProcessCalls.WriteReady)
    {
        // A pipe that is ready takes some bytes, not all that are offered: the rest would have to be waited for in write(2), where nobody can end the wait.
        int flags = ProcessCalls.Control(handle, ProcessCalls.GetStatusFlags, 0);
        _ = ProcessCalls.Control(handle, ProcessCalls.SetStatusFlags, flags | OpenFlags.NonBlocking);
        _call = new BlockingCall<ReadOnlyMemory<byte>, int>("writer", (buffer, cancellation) => Write(buffer.Span, cancellation));
    }

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer, CancellationToken.None);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using CancellationTokenRegistration registration = WakeOn(cancellationToken);
        await _call.RunAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _call.Dispose();
    }

    private unsafe int Write(ReadOnlySpan<byte> buffer, CancellationToken cancellation)
    {
        int total = buffer.Length;
        while (!buffer.IsEmpty)
        {
            cancellation.ThrowIfCancellationRequested();
            fixed (byte* start = buffer)
            {
                nint written = ProcessCalls.Write(Handle, start, (nuint)Math.Min(buffer.Length, PieceSize));
                if (written >= 0)
                {
                    Add((int)written);
                    buffer = buffer[(int)written..];
                    continue;
                }
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
            {
                AwaitReady(cancellation);
            }
            else if (error != CallInterrupted)
            {
                throw Broken(error);
            }
        }

        return total;
    }
}
