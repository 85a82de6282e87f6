using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Trusting;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep watch</c>: push, then keep pushing whatever is saved, to each of the targets; a command given runs there and is started anew after each change.</summary>
internal static class WatchVerb
{
    private const string Usage = "write: lockstep watch [TARGET...] -- CMD ARG..., or lockstep watch [TARGET...] --shell LINE";

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
        var keep = new Option<bool>("--keep") { Description = "Leave the command running on the target when the watch ends, however it ends" };
        var forwards = new ForwardFlags();
        var wait = new WaitOption();
        var choice = new CommandChoice(Usage);
        var jobs = new JobsOption();
        var words = new TargetWords("TARGET|-- CMD ARG", "Targets or groups, if it is not the default one; after -- a command that is kept running there");
        var command = new Command("watch", "Push, then keep pushing on every save") { words };
        foreach (Option option in (IEnumerable<Option>)[choice.Shell, keep, .. forwards.All, .. flags.OfPlan, .. deployFlags.All, jobs, retries, wait])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            deployFlags.Check(parsed);
            IReadOnlyList<ReadOnlyMemory<byte>> kept = choice.Arguments(parsed);
            bool lasts = parsed.GetValue(keep);
            if (lasts && kept.Count == 0)
            {
                throw new SyncException(ExitCode.Usage, $"--keep is for a command; {Usage}");
            }

            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            Configuration configuration = workspace.Configuration;
            IReadOnlyList<ResolvedTarget> resolved = forwards.Over(workspace.Targets.Resolve(CommandChoice.Before(parsed, parsed.GetValue(words)!)), parsed);
            PushOptions options = flags.Over(configuration, parsed) with { Confirmed = global.IsConfirmed(parsed), LockPatience = wait.Of(parsed) };
            LiveSettings said = Said(workspace);
            var reactions = new ReactionOptions { Rules = said.Rules, OnBusy = said.OnBusy, Command = kept, CommandLasts = lasts };
            var watch = new TargetWatch(workspace.Output, new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []), global.IsJson(parsed), TimeProvider.System);
            var controls = new LiveControls
            {
                ReadSettings = () => Said(Workspace.Open(global, parsed, surroundings, mayAsk: false)),
                Retries = parsed.GetValue(retries),
                Jobs = jobs.Of(parsed),
                Tell = watch.Tell,
            };
            using IProjectSession session = open(workspace.For(resolved).Project, options.Filter);
            SudoConsent consent = SudoConsent.Of(workspace, global, parsed);
            await consent.AskAsync(resolved, target => deployFlags.Over(configuration, target, parsed), session.FindDeploy, cancellation);
            await consent.AskAsync(resolved, said.Rules.Select(rule => rule.Command), cancellation);
            return (int)await watch.RunAsync(
                [.. resolved.Select(target => target.Push.Name)],
                controls,
                views => session.WatchAsync(
                    [.. resolved.Select((target, i) => new WatchedTarget(target.Push, options with { Deploy = said.Deploys[i] }, views[i]))], reactions, controls, cancellation));

            LiveSettings Said(Workspace now)
            {
                Configuration settings = now.Configuration;
                IReadOnlyList<ResolvedTarget> targets = [.. resolved.Select(now.Targets.Renew)];
                bool runsHere = targets.Any(target => target.Push.Kind == AddressKind.Local);
                now.Demand(
                [
                    .. targets.SelectMany(target => target.Needs),
                    .. deployFlags.RunHere(settings, targets, parsed, withRules: false),
                    .. runsHere ? ProjectValues.OfChanges(settings.OnChange) : [],
                ]);
                return new LiveSettings(
                    flags.Filter(settings, parsed),
                    settings.OnChange,
                    settings.OnBusy ?? ReactionOptions.Nothing.OnBusy,
                    [.. targets.Select(target => deployFlags.Over(settings, target, parsed))]);
            }
        });
        return command;
    }
}
