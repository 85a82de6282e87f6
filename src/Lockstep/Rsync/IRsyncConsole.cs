namespace Lockstep.Rsync;

/// <summary>
/// Where the words of an rsync run go. Texts are <see cref="ByteWord"/>s without a line break at their end; the console
/// escapes what may not reach a terminal, as rsync does (<c>\#012</c>), obeys <c>--quiet</c> and <c>--stderr</c>, and
/// keeps the log file.
/// </summary>
public interface IRsyncConsole
{
    /// <summary>Writes one line; a line break in it is escaped.</summary>
    void Write(RsyncChannel channel, string text);

    /// <summary>
    /// Shows progress in place: the text replaces the current line. A final one ends the line.
    /// </summary>
    void Progress(string text, bool isFinal);
}
