using System.CommandLine;
using Lockstep.Cli.Completing;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep completion</c>: a script that makes a shell ask us for completions.</summary>
internal static class CompletionVerb
{
    public static Command Create(GlobalOptions global, Surroundings surroundings)
    {
        var shell = new Argument<string>("SHELL") { HelpName = "SHELL", Description = "bash, zsh, fish or pwsh" };
        shell.CompletionSources.Add("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a completion script for a shell") { shell };
        command.SetAction(parsed =>
        {
            string script = parsed.GetValue(shell) switch
            {
                "bash" => CompletionScripts.Bash,
                "zsh" => CompletionScripts.Zsh,
                "fish" => CompletionScripts.Fish,
                "pwsh" => CompletionScripts.PowerShell,
                var other => throw new SyncException(ExitCode.Usage, $"completion is for bash, zsh, fish or pwsh, not '{DisplayText.Of(other!)}'"),
            };
            return JsonText.Show(surroundings.Output(global.Color(parsed), configured: null), global.IsJson(parsed), "completion", script);
        });
        return command;
    }
}
