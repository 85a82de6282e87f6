using System.CommandLine;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep diff</c>: what a push would change, as the plan of a dry run.</summary>
internal static class DiffVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var words = new TargetWords("TARGET|PATH", "A target first, if it is not the default one; then paths to look at");
        var command = new Command("diff", "What a push would change") { words.Argument };
        foreach (Option option in flags.OfPlan)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            (IReadOnlyList<string> targets, IReadOnlyList<string> paths) = words.Split(parsed, workspace);
            PushOptions options = flags.Over(workspace.Configuration, parsed) with { IsDryRun = true, Confirmed = global.IsConfirmed(parsed), Deploy = null };
            var view = new RunViewOptions(
                global.Verbosity(parsed), IsDryRun: true, [.. paths.Select(path => ProjectPath.Parse(path, workspace.Project.Directory, workspace.Environment.CurrentDirectory))]);
            using IProjectSession session = open(workspace.Project, options.Filter);
            return (int)await new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).RunAsync(
                workspace.Targets.Resolve(targets),
                TargetRuns.UsualJobs,
                (target, observer, token) => session.PushAsync(target.Push, options, observer, token),
                cancellation);
        });
        return command;
    }
}
