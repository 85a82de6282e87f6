using System.Runtime.InteropServices;
using Lockstep.Native.Disk;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>
/// The writing end of a pipe or socket. A write waits until all is taken; cancelling is looked at between pieces, so a peer that takes
/// nothing at all holds the call until it ends or the pipe breaks.
/// </summary>
public sealed class DescriptorWriter : DescriptorStream
{
    private const int PieceSize = 64 * 1024;

    /// <summary>PIPE_BUF: a pipe that is ready has room for so much, and takes it without a wait.</summary>
    private const int SharedPieceSize = 4096;

    private readonly int _pieceSize;
    private readonly BlockingCall<ReadOnlyMemory<byte>, int> _call;

    /// <summary>Writes to <paramref name="handle"/> and owns it.</summary>
    /// <param name="handle">The descriptor.</param>
    /// <param name="isShared">
    /// Whether other processes have it too, as those of a shell have our standard streams: its modes are theirs as well, so they stay as they are.
    /// </param>
    public DescriptorWriter(SafeFileHandle handle, bool isShared = false)
        : base(handle, ProcessCalls.WriteReady)
    {
        _pieceSize = isShared ? SharedPieceSize : PieceSize;
        if (!isShared)
        {
            // A pipe that is ready takes some bytes, not all that are offered: the rest would have to be waited for in write(2), where nobody can end the wait.
            int flags = ProcessCalls.Control(handle, ProcessCalls.GetStatusFlags, 0);
            _ = ProcessCalls.Control(handle, ProcessCalls.SetStatusFlags, flags | OpenFlags.NonBlocking);
        }

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
                nint written = ProcessCalls.Write(Handle, start, (nuint)Math.Min(buffer.Length, _pieceSize));
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
