using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Descriptors;

/// <summary>poll(2) on a few descriptors that cannot be closed meanwhile.</summary>
internal static unsafe class DescriptorPoll
{
    private const int CallInterrupted = 4;

    /// <summary>Waits until one of <paramref name="handles"/> is ready for what is <paramref name="wanted"/> of it.</summary>
    /// <param name="handles">The descriptors; null entries are passed over.</param>
    /// <param name="wanted">What is waited for, one for each descriptor.</param>
    /// <param name="timeoutMilliseconds">The longest wait; -1 for no limit.</param>
    /// <returns>
    /// A bit for each descriptor that is ready, the first one's lowest; an end or an error counts, for the call will tell it. 0 when the
    /// time was up.
    /// </returns>
    public static int Wait(ReadOnlySpan<SafeFileHandle?> handles, ReadOnlySpan<short> wanted, int timeoutMilliseconds)
    {
        Span<bool> held = stackalloc bool[handles.Length];
        ProcessCalls.PollEntry* entries = stackalloc ProcessCalls.PollEntry[handles.Length];
        try
        {
            for (int i = 0; i < handles.Length; i++)
            {
                // A closed descriptor's number may be another file's by the time of the call: all stay open until it is back.
                handles[i]?.DangerousAddRef(ref held[i]);
                entries[i] = new() { Descriptor = held[i] ? (int)handles[i]!.DangerousGetHandle() : -1, Wanted = wanted[i] };
            }

            while (ProcessCalls.Poll(entries, (nuint)handles.Length, timeoutMilliseconds) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != CallInterrupted)
                {
                    throw new Win32Exception(error);
                }
            }

            int ready = 0;
            for (int i = 0; i < handles.Length; i++)
            {
                ready |= entries[i].Ready != 0 ? 1 << i : 0;
            }

            return ready;
        }
        finally
        {
            for (int i = 0; i < handles.Length; i++)
            {
                if (held[i])
                {
                    handles[i]!.DangerousRelease();
                }
            }
        }
    }
}
