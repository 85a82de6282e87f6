using System.CommandLine;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep explain</c>: which rule decides about a path; without one, all that stays here.</summary>
internal static class ExplainVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var paths = new Argument<string[]>("PATH")
        {
            HelpName = "PATH",
            Description = "Paths in the project; they need not exist. Without one: all that is not sent",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("explain", "Say which rule decides about a path") { paths };
        foreach (Option option in flags.OfFilter)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            using IProjectSession session = open(workspace.Project, flags.Filter(workspace.Configuration, parsed));
            string directory = workspace.Project.Directory, current = surroundings.Environment.CurrentDirectory;
            RelativePath[] asked = [.. parsed.GetValue(paths)!.Select(path => ProjectPath.Parse(path, workspace.Project, current))];
            var entries = new StandingEntries(directory);
            bool isJson = global.IsJson(parsed);
            var json = new JsonLines(workspace.Output);
            var list = new NotSentList(new NotSent(entries, session.Explain), workspace.Output, isJson ? json : null);
            if (asked.Length == 0)
            {
                list.Show();
            }

            foreach (RelativePath path in asked)
            {
                EntryType type = path.IsRoot ? EntryType.Directory : entries.At(path);
                PathVerdict verdict = path.IsRoot ? new PathVerdict(VerdictKind.Send, Rule: null, MatchedLength: 0) : session.Explain(path);
                list.Show(path, type, verdict);
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
