using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>A descriptor (eventfd) by which one thread ends another's wait in poll(2).</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    /// <summary>Makes it, not yet called for.</summary>
    public WakeUp()
    {
        int descriptor = ProcessCalls.EventDescriptor(0, ProcessCalls.OpenCloseOnExec | ProcessCalls.EventNonBlocking);
        if (descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        Handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Ready to be read when called for.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Wakes the waiter, or the next one to come; nobody when this is disposed.</summary>
    public void Call()
    {
        try
        {
            ulong one = 1;
            _ = ProcessCalls.Write(Handle, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    /// <summary>Forgets the call.</summary>
    public void Clear()
    {
        ulong count;
        _ = ProcessCalls.Read(Handle, &count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
