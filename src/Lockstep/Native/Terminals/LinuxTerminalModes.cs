using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lockstep.Native.Terminals;

/// <summary>The modes of a terminal of Linux.</summary>
internal sealed unsafe class LinuxTerminalModes : TerminalModes
{
    private const int StandardInput = 0;

    /// <summary>More than <c>struct termios</c> has on any system (60 bytes with glibc).</summary>
    private const int OpaqueSize = 256;

    private readonly byte[] _found = new byte[OpaqueSize];

    private LinuxTerminalModes()
    {
    }

    /// <summary>Takes the modes down.</summary>
    /// <exception cref="Win32Exception">Standard input is no terminal.</exception>
    public static new LinuxTerminalModes Find()
    {
        var modes = new LinuxTerminalModes();
        fixed (byte* found = modes._found)
        {
            return TerminalCalls.GetModes(StandardInput, found) == 0 ? modes : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <inheritdoc/>
    public override void SetRaw()
    {
        byte* raw = stackalloc byte[OpaqueSize];
        _found.CopyTo(new Span<byte>(raw, OpaqueSize));
        TerminalCalls.MakeRaw(raw);
        _ = TerminalCalls.SetModes(StandardInput, TerminalCalls.SetNow, raw);
    }

    /// <inheritdoc/>
    public override void Restore()
    {
        fixed (byte* found = _found)
        {
            _ = TerminalCalls.SetModes(StandardInput, TerminalCalls.SetNow, found);
        }
    }
}
