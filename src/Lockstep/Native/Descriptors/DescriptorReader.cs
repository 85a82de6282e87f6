using System.Runtime.InteropServices;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>The reading end of a pipe or socket. A read in progress ends at once when it is cancelled or the stream is disposed.</summary>
public sealed class DescriptorReader : DescriptorStream
{
    private readonly BlockingCall<Memory<byte>, int> _call;
    private ReadOnlyMemory<byte> _pushedBack;

    /// <summary>Reads from <paramref name="handle"/> and owns it.</summary>
    public DescriptorReader(SafeFileHandle handle)
        : base(handle, ProcessCalls.ReadReady) =>
        _call = new BlockingCall<Memory<byte>, int>("reader", (buffer, cancellation) => Read(buffer.Span, cancellation));

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Read(buffer, CancellationToken.None);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        return !_pushedBack.IsEmpty || Readiness.IsReady() ? new ValueTask<int>(ReadNow(buffer.Span)) : WaitAndReadAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    internal override void PushBack(ReadOnlyMemory<byte> bytes) => _pushedBack = bytes;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _call.Dispose();
    }

    private async ValueTask<int> WaitAndReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await using CancellationTokenRegistration registration = WakeOn(cancellation);
        return await _call.RunAsync(buffer, cancellation);
    }

    private int Read(Span<byte> buffer, CancellationToken cancellation)
    {
        if (_pushedBack.IsEmpty)
        {
            AwaitReady(cancellation);
        }

        return ReadNow(buffer);
    }

    private unsafe int ReadNow(Span<byte> buffer)
    {
        if (!_pushedBack.IsEmpty)
        {
            int taken = Math.Min(buffer.Length, _pushedBack.Length);
            _pushedBack.Span[..taken].CopyTo(buffer);
            _pushedBack = _pushedBack[taken..];
            return taken;
        }

        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint read = ProcessCalls.Read(Handle, start, (nuint)buffer.Length);
                if (read >= 0)
                {
                    Add((int)read);
                    return (int)read;
                }

                int error = Marshal.GetLastPInvokeError();
                if (!IsPassing(error))
                {
                    throw Broken(error);
                }
            }
        }
    }
}
