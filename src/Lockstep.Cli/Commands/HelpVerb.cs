using System.CommandLine;
using Lockstep.Cli.Help;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep help</c>: the help of the program or of a command, or a page of the documents.</summary>
internal static class HelpVerb
{
    public static Command Create(GlobalOptions global, RootCommand root, Surroundings surroundings)
    {
        var word = new Argument<string?>("COMMAND|PAGE")
        {
            HelpName = "COMMAND|PAGE",
            Description = $"A command, or a page: {string.Join(", ", Pages.Names)}",
            Arity = ArgumentArity.ZeroOrOne,
        };
        word.CompletionSources.Add(_ => [.. root.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name), .. Pages.Names]);
        var command = new Command("help", "Show the help of a command, or a page of the documents") { word };
        command.SetAction(parsed =>
        {
            UserOutput output = surroundings.Output(global.Color(parsed), configured: null);
            string? asked = parsed.GetValue(word);
            if (asked is null || root.Subcommands.Any(subcommand => subcommand.Name == asked))
            {
                Command about = root.Subcommands.FirstOrDefault(subcommand => subcommand.Name == asked) ?? root;
                return JsonText.Show(output, global.IsJson(parsed), "help", new HelpText(HelpAction.Width).Of(about));
            }

            string page = Pages.Find(asked) ?? throw Unknown(asked, root);
            if (global.IsJson(parsed))
            {
                return JsonText.Show(output, isJson: true, asked, page);
            }

            Pager.Show(page, surroundings.Environment.Pager, output);

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static SyncException Unknown(string asked, RootCommand root)
    {
        string[] known = [.. root.Subcommands.Select(command => command.Name), .. Pages.Names];
        string near = Suggestion.For(asked, known) is { } meant ? $"; did you mean '{meant}'?" : ".";
        return new SyncException(ExitCode.Usage, $"there is no command and no page '{DisplayText.Brief(asked)}'{near} Pages: {string.Join(", ", Pages.Names)}");
    }
}
