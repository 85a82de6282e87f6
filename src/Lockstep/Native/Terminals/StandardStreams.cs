namespace Lockstep.Native.Terminals;

/// <summary>
/// The standard streams of this process as bytes. Those of <see cref="Console"/> switch the terminal's modes at their first
/// use, under the feet of an ssh that may be asking for a password.
/// </summary>
public static class StandardStreams
{
    /// <summary>Standard input without a buffer; a read in progress ends when it is cancelled.</summary>
    public static Stream OpenInput() => TerminalFamily.Current.OpenInput();

    /// <summary>Standard output (1) or standard error (2), unbuffered; other processes may have it too.</summary>
    public static Stream OpenOutput(int stream) => TerminalFamily.Current.OpenOutput(stream);
}
