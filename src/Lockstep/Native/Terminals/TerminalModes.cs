using System.ComponentModel;

namespace Lockstep.Native.Terminals;

/// <summary>The modes of the terminal on standard input, as they were found: raw for a while, and back.</summary>
public abstract class TerminalModes
{
    /// <summary>Whether a standard stream (0, 1 or 2) is a terminal.</summary>
    public static bool IsTerminal(int stream) => TerminalFamily.Current.IsTerminal(stream);

    /// <summary>Takes the modes down.</summary>
    /// <exception cref="Win32Exception">Standard input is no terminal.</exception>
    public static TerminalModes Find() => TerminalFamily.Current.FindModes();

    /// <summary>Each key goes on as it is pressed, Ctrl-C too; the terminal shows nothing by itself.</summary>
    public abstract void SetRaw();

    /// <summary>Sets the modes as they were found.</summary>
    public abstract void Restore();
}
