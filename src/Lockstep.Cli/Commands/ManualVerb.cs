using System.CommandLine;
using Lockstep.Cli.Json.Schema;
using Lockstep.Cli.Manual;
using Lockstep.Cli.Settings;

namespace Lockstep.Cli.Commands;

/// <summary>The hidden <c>lockstep manual DIR</c>: writes the man pages, for packages, or the schemas, for the documents.</summary>
internal static class ManualVerb
{
    /// <summary>What the schema of a settings file is called.</summary>
    public const string SettingsSchemaName = "lockstep.schema.json";

    /// <summary>What the schema of the lines of <c>--json</c> is called.</summary>
    public const string EventSchemaName = "events.schema.json";

    public static Command Create(RootCommand root)
    {
        var directory = new Argument<string>("DIR") { HelpName = "DIR", Description = "Where the pages are written" };
        var schemas = new Option<bool>("--schemas") { Description = "Write the schemas instead" };
        var command = new Command("manual", "Write the man pages into a directory") { directory, schemas };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string into = parsed.GetValue(directory)!;
            Directory.CreateDirectory(into);
            foreach ((string name, string text) in parsed.GetValue(schemas) ? Schemas() : Pages(root))
            {
                File.WriteAllText(Path.Join(into, name), text);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Text)> Schemas() =>
        [(SettingsSchemaName, SettingsSchema.Write()), (EventSchemaName, EventSchema.Write())];

    private static IEnumerable<(string Name, string Text)> Pages(RootCommand root)
    {
        foreach (Command page in (IEnumerable<Command>)[root, .. ManPage.Visible(root)])
        {
            yield return (page == root ? "lockstep.1" : $"lockstep-{page.Name}.1", ManPage.Of(page, root));
        }

        yield return ("lockstep.toml.5", SettingsPage.Write());
    }
}
