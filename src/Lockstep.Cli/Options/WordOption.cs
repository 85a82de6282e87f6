using System.CommandLine;
using System.CommandLine.Completions;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Options;

/// <summary>An option that takes one of a few words.</summary>
internal sealed class WordOption : Option<string?>
{
    public WordOption(string name, string helpName, string description, params string[] words)
        : base(name)
    {
        HelpName = helpName;
        Description = description;
        CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            if (!words.Contains(given))
            {
                string near = Suggestion.For(given, words) is { } suggestion ? $"; did you mean '{suggestion}'?" : string.Empty;
                result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not '{given}'{near}");
            }

            return given;
        };
    }

    /// <summary>The word given, right or wrong; null when none was.</summary>
    public string? Given(ParseResult parsed) => parsed.GetResult(this)?.Tokens is [.., { Value: var word }] ? word : null;
}
