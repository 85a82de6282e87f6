using System.CommandLine;
using Lockstep.Cli.Help;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Texts;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep skill</c>: teaches a coding agent to work with Lockstep.</summary>
internal static class SkillVerb
{
    private const string Document = "agents.md";

    public static Command Create(GlobalOptions global, Surroundings surroundings)
    {
        var command = new Command("skill", "Print a SKILL.md that teaches a coding agent the loop");
        command.SetAction(parsed =>
            JsonText.Show(surroundings.Output(global.Color(parsed), configured: null), global.IsJson(parsed), "skill", SkillText.In(Pages.Read(Document))));
        return command;
    }
}
