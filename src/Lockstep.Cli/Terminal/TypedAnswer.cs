using System.Text;
using Lockstep.Native.Terminals;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// The line that a user types at a question. The terminal edits it and is left as it is, unlike by <see cref="Console"/>, and Ctrl-C is heard while we wait.
/// </summary>
internal static class TypedAnswer
{
    private const int StandardInput = 0;
    private const int StandardError = 2;

    // Nobody types more, and a terminal takes no more in one line.
    private const int MaxLength = 4096;

    /// <summary>Whether somebody is there: questions are seen on standard error, and answers come from a terminal.</summary>
    public static bool IsSomebodyThere => TerminalModes.IsTerminal(StandardInput) && TerminalModes.IsTerminal(StandardError);

    /// <summary>Whether somebody can see a question and type an answer.</summary>
    public static bool IsPossible(UserOutput output) => output.RemarksAreOnTerminal && TerminalModes.IsTerminal(StandardInput);

    /// <summary>The line without its end; null where input ended first (Ctrl-D), which is no answer.</summary>
    /// <exception cref="OperationCanceledException">Cancelled meanwhile.</exception>
    public static async Task<string?> ReadAsync(CancellationToken cancellation)
    {
        await using Stream input = StandardStreams.OpenInput();
        var line = new byte[MaxLength];
        int length = 0;
        while (length < line.Length && await input.ReadAsync(line.AsMemory(length, 1), cancellation) == 1)
        {
            if (line[length] == '\n')
            {
                return Encoding.UTF8.GetString(line, 0, length).TrimEnd('\r');
            }

            length++;
        }

        return null;
    }
}
