using System.CommandLine;
using Lockstep.Cli.Terminal;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep explain</c>: which rule decides about a path.</summary>
internal static class ExplainVerb
{
    public static Command Create(GlobalOptions global, Engine engine, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var paths = new Argument<string[]>("PATH") { Description = "Paths in the project; they need not exist", Arity = ArgumentArity.OneOrMore };
        var command = new Command("explain", "Which rule decides about PATH") { paths };
        foreach (Option option in flags.OfFilter)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            IReadOnlyList<Explanation> explanations = engine.Explain(
                workspace.Project,
                flags.Filter(workspace.Configuration, parsed),
                [.. parsed.GetValue(paths)!.Select(path => ProjectPath.Parse(path, workspace.Project.Directory, workspace.Environment.CurrentDirectory))]);
            foreach (Explanation explanation in explanations)
            {
                Paint paint = workspace.Output.ResultPaint;
                string verdict = explanation.IsSent ? paint.Green("sent") : paint.Yellow("not sent");
                workspace.Output.Result($"{explanation.Path}: {verdict}: {explanation.Rule}");
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
