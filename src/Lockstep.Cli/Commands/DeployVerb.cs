using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions.Deploying;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep deploy</c>: only the deploy step, on what the target has.</summary>
internal static class DeployVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new DeployFlags();
        var schedule = new ScheduleFlags();
        var wait = new WaitOption();
        Argument<string[]> targets = TargetWords.Several();
        var command = new Command("deploy", "Run the deploy on the target, and send nothing") { targets };
        foreach (Option option in (IEnumerable<Option>)[.. flags.OfDeploy, wait, .. schedule.All])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            flags.Check(parsed);
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            var view = new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []) { Wording = RunWording.Deploy };
            IReadOnlyList<ResolvedTarget> resolved = workspace.Targets.Resolve(parsed.GetValue(targets)!);
            using IProjectSession session = open(workspace.For(resolved).Project, PushFlags.SettingsFilter(workspace.Configuration));
            workspace.Demand(flags.RunHere(workspace.Configuration, resolved, parsed, withRules: false));
            await SudoConsent.Of(workspace, global, parsed).AskAsync(resolved, target => flags.Step(workspace.Configuration, target, parsed) with { When = DeployWhen.Always }, session.FindDeploy, cancellation);
            return (int)await new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).RunAsync(
                resolved,
                schedule.Over(workspace.Configuration, parsed),
                (target, observer, token) => session.DeployAsync(
                    target.Push,
                    new PushOptions
                    {
                        Deploy = flags.Step(workspace.Configuration, target, parsed),
                        LockPatience = wait.Of(parsed),
                    },
                    observer,
                    token),
                cancellation);
        });
        return command;
    }
}
