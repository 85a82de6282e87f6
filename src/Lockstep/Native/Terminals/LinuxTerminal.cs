using Lockstep.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Terminals;

/// <summary>Terminals by Linux' own calls.</summary>
internal sealed class LinuxTerminal : TerminalFamily
{
    private const int StandardInput = 0;

    /// <inheritdoc/>
    public override bool IsTerminal(int stream) => TerminalCalls.IsTerminal(stream) == 1;

    /// <inheritdoc/>
    public override unsafe TerminalSize SizeOf(int stream)
    {
        TerminalCalls.WindowSize size = default;
        return TerminalCalls.Control(stream, TerminalCalls.GetWindowSize, &size) == 0
            ? new TerminalSize(size.Columns, size.Rows)
            : default;
    }

    /// <inheritdoc/>
    public override bool IsEchoOff() => LinuxTerminalKeys.IsEchoOff();

    /// <inheritdoc/>
    public override IDisposable? TryReadKeys(Action<byte> onKey) => LinuxTerminalKeys.TryOpen(onKey);

    /// <inheritdoc/>
    public override TerminalModes FindModes() => LinuxTerminalModes.Find();

    /// <inheritdoc/>
    public override Stream OpenInput() => new DescriptorReader(new SafeFileHandle(StandardInput, ownsHandle: false));

    /// <inheritdoc/>
    public override Stream OpenOutput(int stream) =>
        new DescriptorWriter(new SafeFileHandle(stream, ownsHandle: false), isShared: true);
}
