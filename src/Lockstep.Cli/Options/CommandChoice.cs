using System.CommandLine;
using System.Text;

namespace Lockstep.Cli.Options;

/// <summary>A command for the target: words behind <c>--</c>, or a line behind <c>--shell</c>; before it the target's name.</summary>
/// <param name="usage">How it is written, for messages.</param>
internal sealed class CommandChoice(string usage)
{
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

    /// <summary>The words that are not the command's.</summary>
    public static string[] Before(ParseResult parsed, string[] words) => words[..^(CommandWords.Find(parsed)?.Count ?? 0)];
}
