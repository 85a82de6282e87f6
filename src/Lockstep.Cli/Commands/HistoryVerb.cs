using System.CommandLine;
using System.Globalization;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Wire.Messages;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep history</c>: the runs of a target, or what one of them changed.</summary>
internal static class HistoryVerb
{
    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var local = new Option<bool>("--local") { Description = "The history of the project, which pulls make" };
        var words = new TargetWords("TARGET|RUN", "A target, if it is not the default one; then the number of a run") { Arity = new ArgumentArity(0, 2) };
        var purge = new Option<string[]>("--purge")
        {
            Description = "Remove these paths, with all that ever stood there, from history, stage and baseline",
            HelpName = "PATH",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("history", "List the runs of a target, or what one of them changed") { words, local, purge };
        command.SetAction(async (parsed, cancellation) =>
        {
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            (IReadOnlyList<string> named, long? run) = Split(parsed.GetValue(words)!, workspace);
            ResolvedTarget target = TargetOf(parsed.GetValue(local), named, workspace);
            var options = new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []);
            var view = new LineView(workspace.Output, target.Push.Name, isOneOfSeveral: false, options);
            workspace = workspace.For([target]);
            using IProjectSession session = open(workspace.Project, PushFlags.SettingsFilter(workspace.Configuration));
            if (parsed.GetValue(purge) is { Length: > 0 } paths)
            {
                return run is null
                    ? await new PurgeAction(session, workspace, global.IsConfirmed(parsed), global.IsJson(parsed)).RunAsync(target, paths, view, cancellation)
                    : throw new SyncException(ExitCode.Usage, "--purge is about all runs and takes no number of one");
            }

            HistoryReply history = await session.HistoryAsync(target.Push, run, view, cancellation);
            if (global.IsJson(parsed))
            {
                var json = new JsonLines(workspace.Output);
                JsonHistory.Show(history, target.Push.Name, json);
                JsonEnd.Show(json, target.Push.Name, ExitCode.Done, writer => writer.WriteNumber("runs", history.Runs.Count));
            }
            else
            {
                HistoryLines.Show(history, isOfOneRun: run is not null, workspace.Output, TimeProvider.System);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    /// <summary>A number is a run, unless it is the name of a target.</summary>
    private static (IReadOnlyList<string> Target, long? Run) Split(string[] words, Workspace workspace)
    {
        string? last = words.LastOrDefault();
        bool isRun = long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out long run) && (words.Length == 2 || !workspace.Targets.IsTarget(last));
        string[] targets = isRun ? words[..^1] : words;
        return targets.Length <= 1
            ? (targets, isRun ? run : null)
            : throw new SyncException(ExitCode.Usage, $"history takes one target and the number of a run, not '{words[1]}'");
    }

    private static ResolvedTarget TargetOf(bool isLocal, IReadOnlyList<string> named, Workspace workspace)
    {
        if (isLocal)
        {
            return named.Count == 0 ? workspace.ProjectAsTarget : throw new SyncException(ExitCode.Usage, "--local is about the project and takes no target");
        }

        IReadOnlyList<ResolvedTarget> targets = workspace.Targets.Resolve(named);
        return targets.Count == 1
            ? targets[0]
            : throw new SyncException(ExitCode.Usage, $"history shows one target at a time, and '{(named.Count > 0 ? named[0] : "the default")}' is {targets.Count} of them");
    }
}
