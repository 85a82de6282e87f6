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
        var words = new Argument<string[]>("TARGET|PATH")
        {
            Description = "A target first, if it is not the default one; then paths to look at",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add(TargetArgument.Complete);
        var command = new Command("diff", "What a push would change") { words };
        foreach (Option option in flags.OfPlan)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            string[] given = parsed.GetValue(words)!;
            bool startsWithTarget = given.Length > 0 && IsTarget(given[0], workspace);
            IEnumerable<string> paths = startsWithTarget ? given.Skip(1) : given;
            PushOptions options = flags.Over(workspace.Configuration, parsed) with { IsDryRun = true, Confirmed = global.IsConfirmed(parsed), Deploy = null };
            var view = new RunViewOptions(
                global.Verbosity(parsed), IsDryRun: true, [.. paths.Select(path => ProjectPath.Parse(path, workspace.Project.Directory, workspace.Environment.CurrentDirectory))]);
            using IProjectSession session = open(workspace.Project, options.Filter);
            return (int)await new TargetRuns(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).RunAsync(
                workspace.Targets.Resolve(startsWithTarget ? [given[0]] : []),
                TargetRuns.UsualJobs,
                (target, observer, token) => session.PushAsync(target.Push, options, observer, token),
                cancellation);
        });
        return command;
    }

    // The first word is a target when it is the name of one or can only be an address; a local directory is one unless it is in the project.
    private static bool IsTarget(string word, Workspace workspace) =>
        workspace.Targets.IsTarget(word)
        || !ProjectPath.IsInside(word, workspace.Project.Directory, workspace.Environment.CurrentDirectory);
}
