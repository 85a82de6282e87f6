using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep undo</c>: puts the target back to before a run.</summary>
internal static class UndoVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new UndoFlags();
        var deployFlags = new DeployFlags();
        var wait = new WaitOption();
        var words = new TargetAndPaths("the only paths to put back");
        var command = new Command("undo", "Put the target back to before a run") { words };
        foreach (Option option in (IEnumerable<Option>)[.. flags.All, wait, .. deployFlags.All])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            flags.Check(parsed);
            deployFlags.Check(parsed);
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            Configuration configuration = workspace.Configuration;
            (IReadOnlyList<string> named, IReadOnlyList<string> paths) = words.Split(parsed, workspace);
            IReadOnlyList<ResolvedTarget> targets = flags.Targets(parsed, named, workspace);
            workspace = workspace.For(targets);
            workspace.Demand(flags.IsLocal(parsed) ? [] : deployFlags.RunHere(configuration, targets, parsed, withRules: true));
            PushOptions options = flags.Over(configuration, parsed) with { Confirmed = global.IsConfirmed(parsed), LockPatience = wait.Of(parsed), Rules = flags.IsLocal(parsed) ? [] : configuration.OnChange };
            var view = new RunViewOptions(global.Verbosity(parsed), options.IsDryRun, Paths: []) { Wording = flags.IsLocal(parsed) ? RunWording.Undo with { Place = "here" } : RunWording.Undo };
            bool canAsk = targets.Count == 1 && !global.IsJson(parsed) && Question.IsPossible(workspace.Output);
            using IProjectSession session = open(workspace.Project, options.Filter);
            if (!options.IsDryRun && !flags.IsLocal(parsed))
            {
                SudoConsent consent = SudoConsent.Of(workspace, global, parsed);
                await consent.AskAsync(targets, target => deployFlags.Over(configuration, target, parsed), session.FindDeploy, cancellation);
                await consent.AskAsync(targets, deployFlags.IsOff(parsed) ? [] : configuration.OnChange.Select(rule => rule.Command), cancellation);
            }

            return (int)await new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).RunAsync(
                targets,
                TargetSchedule.Usual,
                (target, observer, token) => session.UndoAsync(
                    target.Push,
                    flags.Request(parsed, paths, workspace) with { Ask = canAsk ? (what, ask) => Question.AskAsync(workspace.Output, $"{what} Undo it?", ask) : null },
                    options with { Deploy = flags.IsLocal(parsed) ? null : deployFlags.Over(configuration, target, parsed) },
                    observer,
                    token),
                cancellation);
        });
        return command;
    }
}
