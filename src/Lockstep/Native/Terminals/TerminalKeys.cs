namespace Lockstep.Native.Terminals;

/// <summary>
/// Single keys from the terminal at standard input, without echo and without waiting for a line; signals such as Ctrl-C
/// work as always.
/// </summary>
public static class TerminalKeys
{
    /// <summary>
    /// Starts reading; null when standard input is no terminal. The terminal is as before when the result is disposed.
    /// </summary>
    /// <param name="onKey">Takes each key, on a thread of its own.</param>
    public static IDisposable? TryOpen(Action<byte> onKey) => TerminalFamily.Current.TryReadKeys(onKey);

    /// <summary>Whether the terminal at standard input shows nothing of what is typed, as it is where somebody asks for a password.</summary>
    public static bool IsEchoOff() => TerminalFamily.Current.IsEchoOff();
}
