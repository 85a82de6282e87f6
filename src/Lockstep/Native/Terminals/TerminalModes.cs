using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lockstep.Native.Terminals;

/// <summary>The modes of the terminal on standard input, as they were found: raw for a while, and back.</summary>
public sealed unsafe class TerminalModes
{
    private const int StandardInput = 0;

    /// <summary>More than <c>struct termios</c> has on any system (60 bytes with glibc).</summary>
    private const int OpaqueSize = 256;

    private readonly byte[] _found = new byte[OpaqueSize];

    private TerminalModes()
    {
    }

    /// <summary>Whether a standard stream (0, 1 or 2) is a terminal.</summary>
    public static bool IsTerminal(int stream) => TerminalCalls.IsTerminal(stream) == 1;

    /// <summary>Takes the modes down.</summary>
    /// <exception cref="Win32Exception">Standard input is no terminal.</exception>
    public static TerminalModes Find()
    {
        var modes = new TerminalModes();
        fixed (byte* found = modes._found)
        {
            return TerminalCalls.GetModes(StandardInput, found) == 0 ? modes : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Each key goes on as it is pressed, Ctrl-C too; the terminal shows nothing by itself.</summary>
    public void SetRaw()
    {
        byte* raw = stackalloc byte[OpaqueSize];
        _found.CopyTo(new Span<byte>(raw, OpaqueSize));
        TerminalCalls.MakeRaw(raw);
        _ = TerminalCalls.SetModes(StandardInput, TerminalCalls.SetNow, raw);
    }

    /// <summary>Sets the modes as they were found.</summary>
    public void Restore()
    {
        fixed (byte* found = _found)
        {
            _ = TerminalCalls.SetModes(StandardInput, TerminalCalls.SetNow, found);
        }
    }
}
