using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep watch</c>: push, then keep pushing whatever is saved; a command given runs on the target and is started anew after each change.</summary>
internal static class WatchVerb
{
    private const string Usage = "write: lockstep watch [TARGET] -- CMD ARG..., or lockstep watch [TARGET] --shell LINE";

    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var deployFlags = new DeployFlags();
        var retries = new Option<int?>("--retry") { HelpName = "N", Description = "Give up after N attempts in a row to make a lost connection again (default: never)" };
        retries.Validators.Add(result =>
        {
            if (result.GetValue(retries) is < 0)
            {
                result.AddError("--retry takes a number of attempts, 0 or more");
            }
        });
        var forwards = new ForwardFlags();
        var choice = new CommandChoice(Usage);
        var words = new Argument<string[]>("[TARGET] [-- CMD ARG]")
        {
            Description = "A target, if it is not the default one; after -- a command that is kept running there",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add(TargetArgument.Complete);
        var command = new Command("watch", "Push, then keep pushing on every save") { words };
        foreach (Option option in (IEnumerable<Option>)[choice.Shell, .. forwards.All, .. flags.OfPlan, .. deployFlags.All, retries])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            deployFlags.Check(parsed);
            IReadOnlyList<ReadOnlyMemory<byte>> kept = choice.Arguments(parsed);
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            Configuration configuration = workspace.Configuration;
            ResolvedTarget resolved = One(workspace.Targets.Resolve(CommandChoice.Before(parsed, parsed.GetValue(words)!)));
            PushTarget target = forwards.Over(resolved.Push, parsed);
            PushOptions options = flags.Over(configuration, parsed) with
            {
                Confirmed = global.IsConfirmed(parsed),
                Deploy = deployFlags.Over(configuration, resolved.Deploy, parsed),
            };
            var reactions = new ReactionOptions { Rules = configuration.OnChange, OnBusy = configuration.OnBusy ?? ReactionOptions.Nothing.OnBusy, Command = kept };
            var controls = new LiveControls
            {
                ReadFilter = () => flags.Filter(Workspace.Open(global, parsed, surroundings).Configuration, parsed),
                Retries = parsed.GetValue(retries),
            };
            var view = new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []);
            using IProjectSession session = open(workspace.Project, options.Filter);
            var watch = new TargetWatch(workspace.Output, view, global.IsJson(parsed), TimeProvider.System);
            return (int)await watch.RunAsync(target, controls, observer => session.WatchAsync(target, options, reactions, observer, controls, cancellation));
        });
        return command;
    }

    private static ResolvedTarget One(IReadOnlyList<ResolvedTarget> targets) => targets.Count == 1
        ? targets[0]
        : throw new SyncException(ExitCode.Usage, $"watch keeps one target in step, and {targets.Count} are meant: name one of them");
}
