using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>A new pipe, both ends closed on exec: what a child shall have is duplicated into its place while it is spawned.</summary>
internal sealed class ProcessPipe : IDisposable
{
    /// <summary>
    /// Bytes a pipe should hold: with more, two processes change turns less often. The system's default is 64 KiB, an unprivileged user
    /// may ask for 1 MiB a pipe and 64 MiB in all.
    /// </summary>
    public const int Capacity = 256 * 1024;

    /// <summary>
    /// Bytes the pipe between sshd and an agent should hold, the most that an unprivileged user gets: a first push over loopback takes a tenth less time with it
    /// (benchmark cold).
    /// </summary>
    public const int AgentCapacity = 1024 * 1024;

    /// <summary>Opens the pipe.</summary>
    public unsafe ProcessPipe()
    {
        int* ends = stackalloc int[2];
        if (ProcessCalls.Pipe(ends, ProcessCalls.OpenCloseOnExec) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        ReadEnd = new SafeFileHandle(ends[0], ownsHandle: true);
        WriteEnd = new SafeFileHandle(ends[1], ownsHandle: true);
        Widen(ReadEnd, Capacity);
    }

    /// <summary>The end to read from.</summary>
    public SafeFileHandle ReadEnd { get; }

    /// <summary>The end to write to.</summary>
    public SafeFileHandle WriteEnd { get; }

    /// <summary>Lets a pipe hold so many bytes. Refused where the user's allowance is used up, and where it is no pipe: what there is serves as well.</summary>
    public static void Widen(SafeFileHandle end, int capacity) => _ = ProcessCalls.Control(end, ProcessCalls.SetPipeSize, capacity);

    /// <inheritdoc/>
    public void Dispose()
    {
        ReadEnd.Dispose();
        WriteEnd.Dispose();
    }
}
