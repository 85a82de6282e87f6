using System.CommandLine;
using System.Text;
using Lockstep.Tree;

namespace Lockstep.Cli.Options;

/// <summary>A command for the target: words behind <c>--</c>, or a line behind <c>--shell</c>; before it the target's name.</summary>
/// <param name="usage">How it is written, for messages.</param>
internal sealed class CommandChoice(string usage)
{
    /// <summary>What only a shell knows: no file of such a name could do it.</summary>
    private static readonly string[] OfShells = ["cd", "export", "source", ".", "alias", "set", "unset", "ulimit", "umask"];

    /// <summary>The option for a line of the target's shell.</summary>
    public Option<string?> Shell { get; } = new("--shell") { Description = "Run a line of the target's sh instead of a command", HelpName = "LINE" };

    /// <summary>The command as it is handed to its program; empty where none was given.</summary>
    /// <exception cref="SyncException">Two were given, or one without a name.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> Arguments(ParseResult parsed) => (CommandWords.Find(parsed), parsed.GetValue(Shell)) switch
    {
        ({ Count: > 0 } words, null) => words[0].Length > 0
            ? CommandWords.Bytes(words)
            : throw new SyncException(ExitCode.Usage, $"the command's name is empty; {usage}"),
        ({ Count: > 0 }, not null) => throw new SyncException(ExitCode.Usage, "--shell and a command after -- are two commands: give one of them"),
        (_, { } line) => ["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(line)],
        _ => [],
    };

    /// <summary>
    /// Refuses a command that no target can have, before anything is sent: a line in one word, and what only a shell knows.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">What stands before it: <c>lockstep run prod</c>.</param>
    /// <exception cref="SyncException">It is one, with the line to type.</exception>
    public static void RefuseLines(ParseResult parsed, string before)
    {
        if (CommandWords.Find(parsed) is not { Count: > 0 } words)
        {
            return;
        }

        if (words is [var line] && line.Contains(' ') && !line.Contains('/'))
        {
            throw new SyncException(
                ExitCode.Usage,
                $"'{DisplayText.Of(line)}' is one word, so that it would be the name of a program. As a program and its arguments, or as a line of the shell:\n"
                + $"  {before} -- {DisplayText.Of(line)}\n  {before} --shell {ShellWord.Quote(line)}");
        }

        if (OfShells.Contains(words[0]))
        {
            string whole = string.Join(' ', words.Select(ShellWord.Quote));
            throw new SyncException(
                ExitCode.Usage,
                $"'{words[0]}' is the shell's own and no program, and what it does ends with its line. Give the whole line:\n"
                + $"  {before} --shell {ShellWord.Quote($"{whole} && CMD")}");
        }
    }

    /// <summary>The words that are not the command's.</summary>
    public static string[] Before(ParseResult parsed, string[] words) => words[..^(CommandWords.Find(parsed)?.Count ?? 0)];
}
