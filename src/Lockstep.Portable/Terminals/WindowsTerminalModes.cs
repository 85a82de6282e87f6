using System.ComponentModel;
using System.Runtime.Versioning;
using Lockstep.Native.Terminals;

namespace Lockstep.Portable.Terminals;

/// <summary>The modes of the console's input.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsTerminalModes : TerminalModes
{
    private const int NoConsole = 6;
    private const uint Signals = 0x1, Lines = 0x2, Echo = 0x4, SendsSequences = 0x200;

    private readonly uint _found;

    private WindowsTerminalModes(uint found) => _found = found;

    /// <summary>Takes the modes down.</summary>
    /// <exception cref="Win32Exception">Standard input is no console.</exception>
    public static new WindowsTerminalModes Find() => WindowsConsole.TryGetModes(WindowsConsole.Input, out uint modes)
        ? new WindowsTerminalModes(modes)
        : throw new Win32Exception(NoConsole);

    /// <inheritdoc/>
    public override void SetRaw() => WindowsConsole.SetModes(WindowsConsole.Input, (_found & ~(Signals | Lines | Echo)) | SendsSequences);

    /// <inheritdoc/>
    public override void Restore() => WindowsConsole.SetModes(WindowsConsole.Input, _found);
}
