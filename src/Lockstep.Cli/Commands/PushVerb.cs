using System.CommandLine;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep push</c>: sync, then deploy.</summary>
internal static class PushVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var deployFlags = new DeployFlags();
        var schedule = new ScheduleFlags();
        var wait = new WaitOption();
        Argument<string[]> targets = TargetWords.Several();
        var command = new Command("push", "Send what changed, then run the deploy on the target") { targets };
        foreach (Option option in (IEnumerable<Option>)[.. flags.All, wait, .. deployFlags.All, .. schedule.All])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            deployFlags.Check(parsed);
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            Configuration configuration = workspace.Configuration;
            PushOptions options = flags.Over(configuration, parsed) with
            {
                IsDryRun = flags.IsDryRun(parsed),
                Confirmed = global.IsConfirmed(parsed),
                LockPatience = wait.Of(parsed),
                Rules = configuration.OnChange,
            };
            IReadOnlyList<ResolvedTarget> resolved = workspace.Targets.Resolve(parsed.GetValue(targets)!);
            Project project = workspace.For(resolved).Project;
            using IProjectSession session = open(project, options.Filter);
            var view = new RunViewOptions(global.Verbosity(parsed), options.IsDryRun, Paths: [])
            {
                GroupsPlan = global.Verbosity(parsed) != Verbosity.Verbose,
                NameHidden = () => NotSentList.HiddenIn(new NotSent(new StandingEntries(project.Directory), session.Explain)),
            };
            workspace.Demand(deployFlags.RunHere(configuration, resolved, parsed, withRules: true));
            session.ShareAmong(resolved.Count);
            if (!options.IsDryRun)
            {
                SudoConsent consent = SudoConsent.Of(workspace, global, parsed);
                await consent.AskAsync(resolved, target => deployFlags.Over(configuration, target, parsed), session.FindDeploy, cancellation);
                await consent.AskAsync(resolved, deployFlags.IsOff(parsed) ? [] : configuration.OnChange.Select(rule => rule.Command), cancellation);
            }

            return (int)await new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).RunAsync(
                resolved,
                schedule.Over(configuration, parsed),
                (target, observer, token) => session.PushAsync(
                    target.Push, options with { Deploy = deployFlags.Over(configuration, target, parsed) }, observer, token),
                cancellation);
        });
        return command;
    }
}
