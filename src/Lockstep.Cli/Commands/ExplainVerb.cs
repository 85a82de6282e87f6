using System.CommandLine;
using Lockstep.Cli.Options;
using Lockstep.Cli.Texts;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep explain</c>: which rule decides about a path.</summary>
internal static class ExplainVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var paths = new Argument<string[]>("PATH") { Description = "Paths in the project; they need not exist", Arity = ArgumentArity.OneOrMore };
        var command = new Command("explain", "Say which rule decides about a path") { paths };
        foreach (Option option in flags.OfFilter)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            using IProjectSession session = open(workspace.Project, flags.Filter(workspace.Configuration, parsed));
            foreach (string given in parsed.GetValue(paths)!)
            {
                RelativePath path = ProjectPath.Parse(given, workspace.Project.Directory, surroundings.Environment.CurrentDirectory);
                workspace.Output.Result(path.IsRoot
                    ? $"{path}: the project itself"
                    : VerdictLine.Of(path, session.Explain(path), workspace.Output.ResultPaint));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
