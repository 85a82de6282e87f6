using System.ComponentModel;
using System.Runtime.InteropServices;
using Lockstep.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Terminals;

/// <summary>
/// A pair of descriptors: what a program that runs on <see cref="Slave"/> takes for a terminal is <see cref="Master"/> to us. Closing the
/// master hangs the terminal up.
/// </summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    /// <summary>Opens a new terminal.</summary>
    /// <exception cref="Win32Exception">The system has none left, or none at all.</exception>
    public PseudoTerminal(TerminalSize size)
    {
        int master, slave;
        TerminalCalls.WindowSize window = Of(size);
        if (TerminalCalls.OpenTerminal(&master, &slave, name: null, modes: null, &window) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        Master = new SafeFileHandle(master, ownsHandle: true);
        Slave = new SafeFileHandle(slave, ownsHandle: true);
        const int SetDescriptorFlags = 2, CloseOnExec = 1;
        _ = ProcessCalls.Control(Master, SetDescriptorFlags, CloseOnExec);
        _ = ProcessCalls.Control(Slave, SetDescriptorFlags, CloseOnExec);
    }

    /// <summary>Our end: what is read from it was written by the programs, what is written to it was typed.</summary>
    public SafeFileHandle Master { get; }

    /// <summary>The programs' end.</summary>
    public SafeFileHandle Slave { get; }

    /// <summary>A second descriptor of our end, for another owner.</summary>
    public SafeFileHandle DuplicateMaster()
    {
        const int DuplicateCloseOnExec = 1030;
        int copy = ProcessCalls.Control(Master, DuplicateCloseOnExec, 0);
        return copy >= 0 ? new SafeFileHandle(copy, ownsHandle: true) : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Changes the terminal's size and tells the programs in its foreground (SIGWINCH); nothing when it is closed.</summary>
    public void Resize(TerminalSize size)
    {
        TerminalCalls.WindowSize window = Of(size);
        try
        {
            _ = TerminalCalls.Control(Master, TerminalCalls.SetWindowSize, &window);
        }
        catch (ObjectDisposedException)
        {
            // Nobody runs on it any more.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Master.Dispose();
        Slave.Dispose();
    }

    private static TerminalCalls.WindowSize Of(TerminalSize size) => new() { Columns = size.Columns, Rows = size.Rows };
}
