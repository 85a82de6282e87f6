using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>
/// A pipe for much data, made of two connected sockets. The kernel wakes the writer of a full socket when three quarters of it are free again, that of a
/// full pipe with the first bytes that are read: measured with ssh as the reader, a gigabyte costs 800 changes of turn instead of 38,000. Both ends are closed on exec.
/// </summary>
internal sealed class ProcessSocket : IDisposable
{
    private const int LocalDomain = 1;
    private const int StreamType = 1;
    private const int SocketLevel = 1;
    private const int SendBuffer = 7;

    /// <summary>Bytes it should hold; the kernel gives an unprivileged user less.</summary>
    private const int Capacity = 1024 * 1024;

    /// <summary>Opens the sockets.</summary>
    public unsafe ProcessSocket()
    {
        int* ends = stackalloc int[2];
        if (ProcessCalls.SocketPair(LocalDomain, StreamType | ProcessCalls.OpenCloseOnExec, protocol: 0, ends) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        ReadEnd = new SafeFileHandle(ends[0], ownsHandle: true);
        WriteEnd = new SafeFileHandle(ends[1], ownsHandle: true);
        int capacity = Capacity;
        _ = ProcessCalls.SetSocketOption(WriteEnd, SocketLevel, SendBuffer, &capacity, sizeof(int));
    }

    /// <summary>The end to read from.</summary>
    public SafeFileHandle ReadEnd { get; }

    /// <summary>The end to write to.</summary>
    public SafeFileHandle WriteEnd { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReadEnd.Dispose();
        WriteEnd.Dispose();
    }
}
