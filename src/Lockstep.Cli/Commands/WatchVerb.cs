using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep watch</c>: push, then keep pushing whatever is saved.</summary>
internal static class WatchVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var deployFlags = new DeployFlags();
        Argument<string[]> targets = TargetArgument.Several();
        var retries = new Option<int?>("--retry") { HelpName = "N", Description = "Give up after N attempts in a row to make a lost connection again (default: never)" };
        retries.Validators.Add(result =>
        {
            if (result.GetValue(retries) is < 0)
            {
                result.AddError("--retry takes a number of attempts, 0 or more");
            }
        });
        var command = new Command("watch", "Push, then keep pushing on every save") { targets };
        foreach (Option option in (IEnumerable<Option>)[.. flags.OfPlan, .. deployFlags.All, retries])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            deployFlags.Check(parsed);
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            Configuration configuration = workspace.Configuration;
            ResolvedTarget target = One(workspace.Targets.Resolve(parsed.GetValue(targets)!));
            PushOptions options = flags.Over(configuration, parsed) with
            {
                Confirmed = global.IsConfirmed(parsed),
                Deploy = deployFlags.Over(configuration, target.Deploy, parsed),
            };
            var controls = new LiveControls
            {
                ReadFilter = () => flags.Filter(Workspace.Open(global, parsed, surroundings).Configuration, parsed),
                Retries = parsed.GetValue(retries),
            };
            var view = new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []);
            using IProjectSession session = open(workspace.Project, options.Filter);
            var watch = new TargetWatch(workspace.Output, view, global.IsJson(parsed), TimeProvider.System);
            return (int)await watch.RunAsync(target.Push, controls, (observer, token) => session.WatchAsync(target.Push, options, observer, controls, token), cancellation);
        });
        return command;
    }

    private static ResolvedTarget One(IReadOnlyList<ResolvedTarget> targets) => targets.Count == 1
        ? targets[0]
        : throw new SyncException(ExitCode.Usage, $"watch keeps one target in step, and {targets.Count} are meant: name one of them");
}
