namespace Lockstep.Native.Terminals;

/// <summary>
/// How this process reaches its terminal and its standard streams (0, 1 and 2). Linux' own calls, unless the client chose
/// others before the first use.
/// </summary>
internal abstract class TerminalFamily
{
    /// <summary>The family of this process.</summary>
    public static TerminalFamily Current { get; private set; } = new LinuxTerminal();

    /// <summary>Chooses another family, before anything was asked.</summary>
    public static void Use(TerminalFamily family) => Current = family;

    /// <inheritdoc cref="TerminalModes.IsTerminal"/>
    public abstract bool IsTerminal(int stream);

    /// <inheritdoc cref="TerminalSize.Of"/>
    public abstract TerminalSize SizeOf(int stream);

    /// <inheritdoc cref="TerminalKeys.IsEchoOff"/>
    public abstract bool IsEchoOff();

    /// <inheritdoc cref="TerminalKeys.TryOpen"/>
    public abstract IDisposable? TryReadKeys(Action<byte> onKey);

    /// <inheritdoc cref="TerminalModes.Find"/>
    public abstract TerminalModes FindModes();

    /// <summary>Standard input without a buffer; a read in progress ends when it is cancelled.</summary>
    public abstract Stream OpenInput();

    /// <summary>Standard output or standard error, unbuffered; other processes may have it too.</summary>
    public abstract Stream OpenOutput(int stream);
}
