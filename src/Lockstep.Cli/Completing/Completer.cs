using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Lockstep.Cli.Options;
using Lockstep.Cli.Rsync;

namespace Lockstep.Cli.Completing;

/// <summary>
/// Answers a shell that asks what could stand where the cursor is: one candidate a line, with a tab before what it is. A last line
/// <c>:files</c> or <c>:directories</c> asks the shell for those, too, since it knows best how to quote them.
/// </summary>
/// <param name="root">All commands and options.</param>
/// <param name="targets">What targets there are.</param>
internal sealed class Completer(RootCommand root, KnownTargets targets)
{
    /// <summary>The first word of the question: <c>lockstep __complete =WORD BEFORE...</c>.</summary>
    public const string Name = "__complete";

    private const string Files = ":files", Directories = ":directories";

    /// <summary>The lines of the answer.</summary>
    /// <param name="word">The word at the cursor, as far as it is typed.</param>
    /// <param name="before">The words between the program's name and it.</param>
    public IEnumerable<string> Answer(string word, IReadOnlyList<string> before)
    {
        if (before.Contains("--") || before is [RsyncVerb.Name, ..])
        {
            // What follows is another program's, or rsync's.
            return [Files];
        }

        ParseResult parsed = root.Parse([.. before], new ParserConfiguration { ResponseFileTokenReplacer = null });
        Command command = parsed.CommandResult.Command;
        if (before is [.., { } last] && OptionCalled(last, command) is { } option && TakesValue(option))
        {
            return Matching(word, ValuesOf(option));
        }

        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (word.StartsWith("--", StringComparison.Ordinal) && equals > 0)
        {
            string name = word[..equals];
            return OptionCalled(name, command) is { } given && TakesValue(given)
                ? Matching(word, [.. ValuesOf(given).Select(value => value.StartsWith(':') ? value : $"{name}={value}")])
                : [];
        }

        return word.StartsWith('-') ? Matching(word, OptionsOf(command, parsed))
            : command == root ? Matching(word, Verbs())
            : Matching(word, ArgumentsOf(command, parsed));
    }

    private static IEnumerable<string> Matching(string word, IEnumerable<string> lines) =>
        lines.Where(line => line is Files or Directories || line.StartsWith(word, StringComparison.Ordinal));

    private static string Line(Candidate candidate) => candidate.Description.Length > 0 ? $"{candidate.Word}\t{candidate.Description}" : candidate.Word;

    private IEnumerable<string> Verbs() => root.Subcommands.Where(verb => !verb.Hidden).Select(verb => Line(new Candidate(verb.Name, verb.Description ?? "")));

    private IEnumerable<string> OptionsOf(Command command, ParseResult parsed)
    {
        foreach (Option option in AllOf(command).Where(option => !option.Hidden))
        {
            bool isGiven = parsed.GetResult(option) is OptionResult { Implicit: false };
            if (!isGiven || option.Arity.MaximumNumberOfValues > 1)
            {
                yield return Line(new Candidate(option.Name, option.Description ?? ""));
            }
        }
    }

    private IEnumerable<Option> AllOf(Command command) =>
        command == root ? root.Options : command.Options.Concat(root.Options.Where(option => option.Recursive));

    private Option? OptionCalled(string word, Command command) =>
        AllOf(command).FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    private static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    private static IEnumerable<string> ValuesOf(Option option) => option.HelpName switch
    {
        "DIR" => [Directories],
        "FILE" or "PATH" or "GLOB" => [Files],
        _ => option.GetCompletions(CompletionContext.Empty).Select(item => item.Label),
    };

    private IEnumerable<string> ArgumentsOf(Command command, ParseResult parsed)
    {
        if (command.Arguments.FirstOrDefault() is not { } argument)
        {
            return [];
        }

        bool isFirst = parsed.GetResult(argument) is null or { Tokens.Count: 0 };
        return argument switch
        {
            TargetAndPaths => [.. isFirst ? targets.Of(parsed).Select(Line) : [], Files],
            TargetWords => isFirst || argument.Arity.MaximumNumberOfValues > 2 ? targets.Of(parsed).Select(Line) : [],
            _ when argument.Name == "TARGET" => targets.Hosts().Select(Line),
            _ when argument.Name == "PATH" => [Files],
            _ when argument.Name == "DIR" => [Directories],
            _ => argument.GetCompletions(CompletionContext.Empty).Select(item => Line(new Candidate(item.Label, DescriptionOf(item.Label)))),
        };
    }

    private string DescriptionOf(string word) => root.Subcommands.FirstOrDefault(verb => verb.Name == word)?.Description ?? "";
}
