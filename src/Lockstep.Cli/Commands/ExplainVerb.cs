using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Explaining;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep explain</c>: which rule decides about a path; without one, all that stays here.</summary>
internal static class ExplainVerb
{
    private const int MostListed = 1000;

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
            RelativePath[] asked = [.. parsed.GetValue(paths)!.Select(path => ProjectPath.Parse(path, directory, current))];
            var entries = new StandingEntries(directory);
            bool isJson = global.IsJson(parsed);
            var json = new JsonLines(workspace.Output);
            if (asked.Length == 0)
            {
                List(new NotSent(entries, session.Explain), workspace.Output, isJson ? json : null);
            }

            foreach (RelativePath path in asked)
            {
                EntryType type = path.IsRoot ? EntryType.Directory : entries.At(path);
                PathVerdict verdict = path.IsRoot ? new PathVerdict(VerdictKind.Send, Rule: null, MatchedLength: 0) : session.Explain(path);
                Show(path, type, verdict, workspace.Output, isJson ? json : null);
            }

            if (isJson)
            {
                JsonEnd.Show(json, target: null, ExitCode.Done);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Show(RelativePath path, EntryType type, PathVerdict verdict, UserOutput output, JsonLines? json)
    {
        if (json is not null)
        {
            JsonVerdict.Show(path, type, verdict, json);
        }
        else
        {
            output.Result(path.IsRoot ? $"{path}: the project itself" : VerdictLine.Of(path, type, verdict, output.ResultPaint));
        }
    }

    private static void List(NotSent notSent, UserOutput output, JsonLines? json)
    {
        int count = 0;
        foreach ((RelativePath path, EntryType type, PathVerdict verdict) in notSent.Below(RelativePath.Root).Take(MostListed + 1))
        {
            if (++count <= MostListed)
            {
                Show(path, type, verdict, output, json);
            }
        }

        if (count != 0 && count <= MostListed)
        {
            return;
        }

        output.Remark(count == 0
            ? "everything in the project is sent"
            : string.Create(CultureInfo.InvariantCulture, $"more than {MostListed:N0} entries are not sent, and only the first are listed: explain a path"));
    }
}
