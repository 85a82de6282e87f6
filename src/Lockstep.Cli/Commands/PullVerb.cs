using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Filters;
using Lockstep.Sessions.Pulling;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep pull</c>: brings back what was changed on a target, or what is asked for by name.</summary>
internal static class PullVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PullFlags();
        var words = new TargetAndPaths("what to bring, files, directories or globs in quotes; without any, what was changed on the target since the last push");
        var command = new Command("pull", "Bring files back: what was changed on the target, or the paths given") { words };
        foreach (Option option in flags.All)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            (var targets, var paths) = words.Of(parsed, ref workspace);
            if (targets.Count > 1)
            {
                throw new SyncException(ExitCode.Usage, $"a pull has one source, and this names {targets.Count}: {string.Join(", ", targets.Select(target => target.Push.Name))}");
            }

            if (paths.Any(ReservedNames.IsInState))
            {
                throw new SyncException(ExitCode.Usage, ".lockstep is Lockstep's own and never pulled");
            }

            if (paths.Count > 0 && flags.BringsNew(parsed))
            {
                throw new SyncException(ExitCode.Usage, "--new brings all that is new there: leave the paths out, or leave out --new");
            }

            PullOptions options = flags.Over(workspace.Configuration, parsed) with { Paths = paths, Confirmed = global.IsConfirmed(parsed) };
            var view = new RunViewOptions(global.Verbosity(parsed), options.IsDryRun, Paths: []) { Wording = RunWording.Pull };
            using IProjectSession session = open(workspace.Project, PushFlags.SettingsFilter(workspace.Configuration));
            return (int)await new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).RunAsync(
                targets, new TargetSchedule(Jobs: 1), (target, observer, token) => session.PullAsync(target.Push, options, observer, token), cancellation);
        });
        return command;
    }
}
