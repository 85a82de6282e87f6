using Lockstep.Tree;
using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Running;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep run</c>: push, then run a command in the target's root and leave with its exit code.</summary>
internal static class RunVerb
{
    private const string Usage = "write: lockstep run [TARGET] -- CMD ARG..., or lockstep run [TARGET] --shell LINE";

    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var forwards = new ForwardFlags();
        var wait = new WaitOption();
        var choice = new CommandChoice(Usage);
        var words = new TargetWords("TARGET|-- CMD ARG", "A target, if it is not the default one; after -- a command, whose arguments reach it as they are");
        var stop = new Option<bool>("--stop") { Description = "Push and run nothing: end the command that watch --keep has left running there" };
        var command = new Command("run", "Push, then run a command in the target's root") { words };
        foreach (Option option in (IEnumerable<Option>)[choice.Shell, stop, .. forwards.All, .. flags.OfPlan, wait])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<ReadOnlyMemory<byte>> arguments = choice.Arguments(parsed);
            if (parsed.GetValue(stop))
            {
                return arguments.Count == 0
                    ? await StopAsync(Workspace.Open(global, parsed, surroundings))
                    : throw new SyncException(ExitCode.Usage, "--stop runs nothing: leave the command out");
            }

            string[] before = CommandChoice.Before(parsed, parsed.GetValue(words)!);
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            if (arguments.Count == 0)
            {
                throw new SyncException(ExitCode.Usage, $"no command given; {LineFor(before, workspace)}");
            }

            CommandChoice.RefuseLines(parsed, string.Join(' ', ["lockstep run", .. before.Select(ShellWord.Quote)]));
            Settings.ResolvedTarget resolved = OneTarget(workspace, before);
            PushTarget target = forwards.Over(resolved.Push, parsed);
            PushOptions options = flags.Over(workspace.Configuration, parsed) with
            {
                Confirmed = global.IsConfirmed(parsed),
                LockPatience = wait.Of(parsed),
                Rules = workspace.Configuration.OnChange,
            };
            var view = new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []);
            using IProjectSession session = open(workspace.For([resolved]).Project, options.Filter);
            return await new CommandDisplay(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).ShowAsync(
                target.Name,
                (console, observer) => session.RunAsync(new CommandRun(target, arguments, console), options, observer, cancellation));

            async Task<int> StopAsync(Workspace place)
            {
                var told = new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []) { ShowsPlan = false, Wording = RunWording.Status };
                PushOptions reached = flags.Over(place.Configuration, parsed);
                IReadOnlyList<Settings.ResolvedTarget> stopped = place.Targets.Resolve(parsed.GetValue(words)!);
                using IProjectSession ending = open(place.For(stopped).Project, reached.Filter);
                return (int)await new TargetRuns(place.Output, told, global.IsJson(parsed), TimeProvider.System).RunAsync(
                    stopped,
                    new TargetSchedule(int.MaxValue),
                    (target, observer, token) => ending.EndLastingAsync(target.Push, reached, observer, token),
                    cancellation);
            }
        });
        return command;
    }

    /// <summary>The line that was probably meant: <c>run box ls</c> lacks the <c>--</c>.</summary>
    private static string LineFor(string[] words, Workspace workspace)
    {
        bool isTarget = words.Length > 0 && workspace.Targets.IsTarget(words[0]);
        bool isHost = !isTarget && words.Length > 0 && SshHosts.Of(workspace.Environment).Contains(words[0]);
        string[] command = isTarget || isHost ? words[1..] : words;
        string target = isTarget ? $" {ShellWord.Quote(words[0])}" : isHost ? $" {words[0]}:" : "";
        return command.Length > 0 ? $"write -- before it: lockstep run{target} -- {string.Join(' ', command.Select(ShellWord.Quote))}"
            : target.Length > 0 ? $"write: lockstep run{target} -- CMD ARG..., or lockstep run{target} --shell LINE"
            : Usage;
    }

    private static Settings.ResolvedTarget OneTarget(Workspace workspace, string[] asked)
    {
        if (asked.Length > 1)
        {
            throw new SyncException(ExitCode.Usage, $"a command runs on one target, not on {string.Join(", ", asked)}; {Usage}");
        }

        IReadOnlyList<Settings.ResolvedTarget> targets = workspace.Targets.Resolve(asked);
        return targets.Count == 1
            ? targets[0]
            : throw new SyncException(ExitCode.Usage, $"a command runs on one target, and {asked.FirstOrDefault()} is a group; name one of {string.Join(", ", targets.Select(target => target.Push.Name))}");
    }
}
