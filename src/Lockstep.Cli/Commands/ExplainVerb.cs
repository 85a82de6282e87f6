using System.CommandLine;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Texts;
using Lockstep.Filters;
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
            bool isJson = global.IsJson(parsed);
            var json = new JsonLines(workspace.Output);
            foreach (string given in parsed.GetValue(paths)!)
            {
                RelativePath path = ProjectPath.Parse(given, workspace.Project.Directory, surroundings.Environment.CurrentDirectory);
                if (isJson)
                {
                    JsonVerdict.Show(path, path.IsRoot ? new PathVerdict(VerdictKind.Send, Rule: null, MatchedLength: 0) : session.Explain(path), json);
                    continue;
                }

                workspace.Output.Result(path.IsRoot
                    ? $"{path}: the project itself"
                    : VerdictLine.Of(path, session.Explain(path), workspace.Output.ResultPaint));
            }

            if (isJson)
            {
                JsonEnd.Show(json, target: null, ExitCode.Done);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
