using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Shell;
using Lockstep.Cli.Terminal;
using Lockstep.Owners;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Commands;

/// <summary>
/// <c>lockstep shell</c>: a shell whose commands run on the target. With <c>-c</c> it pushes and runs a line there, silently,
/// so that it can stand wherever a program wants a shell; without, the login shell there, with the project kept in step.
/// </summary>
internal static class ShellVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var wait = new WaitOption();
        // Only for the help: what stands behind it is taken from the command line before anything else (ShellArguments).
        var line = new Option<string?>("-c") { Description = "Push, and run a line of sh there, in the place of the current directory", HelpName = "LINE" };
        var login = new Option<bool>("-l") { Description = "For programs that start a shell so; changes nothing" };
        var interactive = new Option<bool>("-i") { Description = "For programs that start a shell so; changes nothing" };
        var words = new TargetWords("TARGET", "A target, if it is not the default one");
        var command = new Command(ShellArguments.Verb, "A shell on the target, with the project kept in step") { words };
        foreach (Option option in (IEnumerable<Option>)[line, login, interactive, .. flags.OfPlan, wait])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<string>? given = CommandWords.Find(parsed);
            Workspace workspace = Workspace.Open(global, parsed, surroundings, mayAsk: given is null);
            ResolvedTarget resolved = OneTarget(workspace, CommandChoice.Before(parsed, parsed.GetValue(words)!));
            (PushTarget target, workspace) = (resolved.Push, workspace.For([resolved]));
            PushOptions options = flags.Over(workspace.Configuration, parsed) with
            {
                Confirmed = global.IsConfirmed(parsed), LockPatience = wait.Of(parsed), Deploy = null,
            };
            Verbosity verbosity = global.Verbosity(parsed);
            var view = new RunViewOptions(verbosity == Verbosity.Normal ? Verbosity.Quiet : verbosity, IsDryRun: false, Paths: []);
            ShellCommand place = ShellCommand.At(OwnerRule.RealPath(workspace.Project.Directory), workspace.Environment.CurrentDirectory);
            using IProjectSession session = open(workspace.Project, options.Filter);
            var display = new CommandDisplay(workspace.Output, view, global.IsJson(parsed), TimeProvider.System);
            var shell = new TargetShell(session, target, options, display);
            if (given is null)
            {
                using IProjectSession watched = open(workspace.Project, options.Filter);
                return await shell.RunInStepAsync(place.Login(), watched, workspace.Output, cancellation);
            }

            if (given is [])
            {
                throw new SyncException(ExitCode.Usage, "-c needs a line: lockstep shell -c 'LINE'");
            }

            // As of any shell: a line of nothing does nothing.
            return given is [""] ? (int)ExitCode.Done : await shell.RunAsync(place.Line(CommandWords.Bytes(given)), cancellation);
        });
        return command;
    }

    private static ResolvedTarget OneTarget(Workspace workspace, string[] asked)
    {
        IReadOnlyList<ResolvedTarget> targets = workspace.Targets.Resolve(asked);
        return targets.Count == 1
            ? targets[0]
            : throw new SyncException(ExitCode.Usage, $"a shell is on one target; name one of {string.Join(", ", targets.Select(target => target.Push.Name))}");
    }
}
