using System.CommandLine;
using Lockstep.Cli.Differences;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep diff</c>: what a push would change, with the contents; with <c>--list</c> or <c>--json</c> as the plan of a dry run.</summary>
internal static class DiffVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var words = new TargetAndPaths("paths to look at");
        var list = new Option<bool>("--list") { Description = "List the changes without their contents" };
        var exitCode = new ExitCodeOption("a push would change something");
        var command = new Command("diff", "Show what a push would change, with the contents") { words };
        foreach (Option option in (IEnumerable<Option>)[list, exitCode, .. flags.OfPlan])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            (IReadOnlyList<ResolvedTarget> targets, IReadOnlyList<RelativePath> paths) = words.Of(parsed, ref workspace);
            PushOptions options = flags.Over(workspace.Configuration, parsed) with { IsDryRun = true, Confirmed = global.IsConfirmed(parsed), Deploy = null };
            bool showsContents = !parsed.GetValue(list) && !global.IsJson(parsed);
            var view = new RunViewOptions(global.Verbosity(parsed), IsDryRun: true, paths) { ShowsPlan = !showsContents, HasHeading = showsContents };
            using IProjectSession session = open(workspace.Project, options.Filter);
            session.ShareAmong(targets.Count);
            var runs = new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System);
            return (int)await runs.RunAsync(
                targets,
                TargetSchedule.Usual,
                (target, observer, token) => exitCode.JudgeAsync(parsed, view, countsDrift: false, observer, seen => showsContents
                    ? session.CompareAsync(target.Push, options, paths, seen, comparison => runs.OutputOf(target.Push.Name).ResultLines(
                        DifferenceText.Of(comparison, view.Time.GetUtcNow(), workspace.Output.ResultPaint)), token)
                    : session.PushAsync(target.Push, options, seen, token)),
                cancellation);
        });
        return command;
    }
}
