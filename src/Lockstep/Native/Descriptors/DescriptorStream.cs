using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>
/// One direction of a pipe or socket as a stream without a buffer. Synchronous calls block in the system call; asynchronous ones wait on
/// a thread of the stream's own. One call at a time. Counts the bytes that went through.
/// </summary>
public abstract class DescriptorStream : CountedStream
{
    private protected const int CallInterrupted = 4, TryAgain = 11;

    private long _count;
    private volatile bool _disposed;

    private protected DescriptorStream(SafeFileHandle handle, short wanted)
    {
        Handle = handle;
        Readiness = new DescriptorReadiness(handle, wanted);
    }

    /// <inheritdoc/>
    public sealed override long Count => Volatile.Read(ref _count);

    private protected SafeFileHandle Handle { get; }

    private protected DescriptorReadiness Readiness { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Readiness.Wake();
            Handle.Dispose();
            Readiness.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected void Add(int bytes) => Interlocked.Add(ref _count, bytes);

    /// <summary>Waits until the descriptor is ready.</summary>
    private protected void AwaitReady(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (Readiness.Wait())
            {
                return;
            }
        }
    }

    /// <summary>Ends the wait in progress when <paramref name="cancellation"/> comes.</summary>
    private protected CancellationTokenRegistration WakeOn(CancellationToken cancellation) =>
        cancellation.UnsafeRegister(static readiness => ((DescriptorReadiness)readiness!).Wake(), Readiness);

    /// <summary>Whether the call need only be repeated; a descriptor we were given may be non-blocking, so this can include a wait.</summary>
    private protected bool IsPassing(int error)
    {
        if (error == TryAgain)
        {
            AwaitReady(CancellationToken.None);
        }

        return error is CallInterrupted or TryAgain;
    }

    private protected static IOException Broken(int error) => new(new Win32Exception(error).Message, new Win32Exception(error));
}
