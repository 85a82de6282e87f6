
namespace Lockstep.Native.Terminals;

/// <summary>How large a terminal is. <see cref="Console"/> would tell too, but switches the terminal's modes at its first use.</summary>
/// <param name="Columns">Characters of a line; 0 where it is not known.</param>
/// <param name="Rows">Lines; 0 where it is not known.</param>
public readonly record struct TerminalSize(ushort Columns, ushort Rows)
{
    /// <summary>The size of the terminal that a standard stream (0, 1 or 2) is; zeros where it is none or does not tell.</summary>
    public static TerminalSize Of(int stream) => TerminalFamily.Current.SizeOf(stream);
}
