using System.CommandLine;
using Lockstep.Cli.Manual;

namespace Lockstep.Cli.Commands;

/// <summary>The hidden <c>lockstep manual DIR</c>: writes the man pages, for packages.</summary>
internal static class ManualVerb
{
    public static Command Create(RootCommand root)
    {
        var directory = new Argument<string>("DIR") { HelpName = "DIR", Description = "Where the pages are written" };
        var command = new Command("manual", "Write the man pages into a directory") { directory };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string into = parsed.GetValue(directory)!;
            Directory.CreateDirectory(into);
            foreach (Command page in (IEnumerable<Command>)[root, .. ManPage.Visible(root)])
            {
                string name = page == root ? "lockstep" : $"lockstep-{page.Name}";
                File.WriteAllText(Path.Join(into, $"{name}.1"), ManPage.Of(page, root));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
