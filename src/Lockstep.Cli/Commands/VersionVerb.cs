using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep version</c>, <c>--version</c>, <c>-V</c>.</summary>
internal static class VersionVerb
{
    /// <summary>What people get.</summary>
    public static string Line => $"lockstep {ProductVersion.Text}";

    public static Command Create(GlobalOptions global, Surroundings surroundings)
    {
        var command = new Command("version", "Show the version");
        command.SetAction(parsed => Show(global, parsed, surroundings));
        return command;
    }

    /// <summary>The option, which goes before whatever else is on the line.</summary>
    public static Option CreateOption(GlobalOptions global, Surroundings surroundings) => new Option<bool>("--version", "-V")
    {
        Description = "Show the version",
        Action = new Action(parsed => Show(global, parsed, surroundings)),
        Arity = ArgumentArity.Zero,
        Recursive = true,
    };

    private static int Show(GlobalOptions global, ParseResult parsed, Surroundings surroundings)
    {
        UserOutput output = surroundings.Output(global.Color(parsed), configured: null);
        if (!global.IsJson(parsed))
        {
            output.Result(Line);
            return (int)ExitCode.Done;
        }

        var json = new JsonLines(output);
        json.Write("version", target: null, writer =>
        {
            writer.WriteString("version", ProductVersion.Text);
            writer.WriteString("platform", RuntimeInformation.RuntimeIdentifier);
        });
        JsonEnd.Show(json, target: null, ExitCode.Done);
        return (int)ExitCode.Done;
    }

    private sealed class Action(Func<ParseResult, int> show) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult) => show(parseResult);
    }
}
