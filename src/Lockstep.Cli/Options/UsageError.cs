using System.CommandLine;
using System.CommandLine.Parsing;
using Lockstep.Cli.Settings;
using Lockstep.Tree;

namespace Lockstep.Cli.Options;

/// <summary>What is wrong with a command line, as one line and a hint.</summary>
internal static class UsageError
{
    /// <summary>What other tools call our commands.</summary>
    private static readonly (string Ours, string[] Theirs)[] ElsewhereCalled =
    [
        ("push", ["sync", "up", "upload", "send"]), ("pull", ["down", "download", "fetch", "get"]), ("run", ["exec", "ssh"]),
        ("history", ["log", "logs", "list"]), ("undo", ["rollback", "revert"]), ("doctor", ["check", "diagnose", "test"]),
        ("init", ["setup", "new", "add"]), ("watch", ["dev", "monitor", "live"]), ("explain", ["ignored", "why"]),
    ];

    /// <summary>The first thing wrong; null when nothing is.</summary>
    public static string? Find(ParseResult parsed)
    {
        // A mistyped option reads as an argument or as an unmatched word: whatever else is wrong follows from it.
        if (FindUnknownOption(parsed) is { } option)
        {
            return $"unknown option '{DisplayText.Of(option)}'{NearOption(option, parsed)}\n{Hint(parsed)}";
        }

        if (parsed.UnmatchedTokens is [string word, ..])
        {
            IEnumerable<string> commands = parsed.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name);
            string kind = parsed.CommandResult.Command.Subcommands.Count > 0 ? "command" : "argument";
            return $"unknown {kind} '{DisplayText.Of(word)}'{NearWord(word, [.. commands])}\n{Hint(parsed)}";
        }

        if (parsed.CommandResult.Command is RootCommand)
        {
            return $"no command given\n{Hint(parsed)}";
        }

        return parsed.Errors is [ParseError error, ..] ? $"{DisplayText.Of(Plain(error.Message))}\n{Hint(parsed)}" : null;
    }

    private static string? FindUnknownOption(ParseResult parsed)
    {
        bool isLiteral = false;
        HashSet<Token> arguments = [.. parsed.UnmatchedTokens.Select(word => new Token(word, TokenType.Argument, null!)), .. ArgumentTokens(parsed)];
        foreach (Token token in parsed.Tokens)
        {
            isLiteral |= token.Type == TokenType.DoubleDash;
            if (!isLiteral && token.Value.Length > 1 && token.Value[0] == '-' && token.Type == TokenType.Argument && arguments.Contains(token))
            {
                return token.Value;
            }
        }

        return null;
    }

    private static IEnumerable<Token> ArgumentTokens(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? []);

    private static IEnumerable<string> OptionNames(ParseResult parsed)
    {
        SymbolResult? result = parsed.CommandResult;
        for (; result is CommandResult command; result = result.Parent)
        {
            foreach (Option option in command.Command.Options.Where(option => !option.Hidden))
            {
                yield return option.Name;
                foreach (string alias in option.Aliases)
                {
                    yield return alias;
                }
            }
        }
    }

    private static string NearWord(string word, IReadOnlyList<string> commands)
    {
        string? meant = ElsewhereCalled.FirstOrDefault(pair => pair.Theirs.Contains(word) && commands.Contains(pair.Ours)).Ours;
        if (meant is null && commands.Where(command => command.StartsWith(word, StringComparison.Ordinal)).ToArray() is { Length: > 1 and < 4 } several)
        {
            return $"; did you mean '{string.Join("' or '", several)}'?";
        }

        return (meant ?? Suggestion.ByStart(word, commands) ?? Suggestion.For(word, commands)) is { } near ? $"; did you mean '{near}'?" : string.Empty;
    }

    private static string NearOption(string given, ParseResult parsed)
    {
        string word = given.Split('=')[0];
        string[] own = [.. OptionNames(parsed)];
        if (parsed.CommandResult.Command.Name == "run" && ArgumentTokens(parsed).Any(token => token.Value != given))
        {
            return "; what is the command's own stands behind --: lockstep run [TARGET] -- CMD ARG...";
        }

        Command[] others = [.. parsed.RootCommandResult.Command.Subcommands.Where(command => command.Options.Any(option => option.Name == word || option.Aliases.Contains(word)))];
        string verbs = string.Join(", ", others.Select(command => command.Name));
        return others.Length == 0 ? (FindNear(word, own) is { } near ? $"; did you mean '{near}'?" : string.Empty)
            : parsed.CommandResult.Command is RootCommand ? $": it stands behind a command, such as 'lockstep {others[0].Name} {word}'"
            : $": it is an option of {verbs}";
    }

    // A single letter is near to all others: only its other case is.
    private static string? FindNear(string word, IReadOnlyList<string> candidates) => word.Length <= 2
        ? candidates.FirstOrDefault(candidate => string.Equals(candidate, word, StringComparison.OrdinalIgnoreCase))
        : Suggestion.ByStart(word, candidates) ?? Suggestion.For(word, candidates.Where(candidate => candidate.Length > 2));

    private static string Hint(ParseResult parsed)
    {
        string command = parsed.CommandResult.Command is RootCommand ? string.Empty : $" {parsed.CommandResult.Command.Name}";
        return $"Try 'lockstep{command} --help'.";
    }

    // The parser's own messages are sentences; ours go on after "lockstep:".
    private static string Plain(string message) => message.Length > 1 && char.IsUpper(message[0]) && !char.IsUpper(message[1])
        ? $"{char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}"
        : message.TrimEnd('.');
}
