using System.CommandLine;
using System.Text;
using Lockstep.Cli.Options;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Running;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep run</c>: push, then run a command in the target's root and leave with its exit code.</summary>
internal static class RunVerb
{
    private const string Usage = "write: lockstep run [TARGET] -- CMD ARG..., or lockstep run [TARGET] --shell LINE";

    public static Command Create(GlobalOptions global, OpenProject open, Surroundings surroundings)
    {
        var flags = new PushFlags();
        var forwards = new ForwardFlags();
        var shell = new Option<string?>("--shell") { Description = "Run a line of the target's sh instead of a command", HelpName = "LINE" };
        var words = new Argument<string[]>("[TARGET] -- CMD ARG")
        {
            Description = "A target, if it is not the default one; after -- a command, whose arguments reach it as they are",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add(TargetArgument.Complete);
        var command = new Command("run", "Push, then run a command in the target's root") { words };
        foreach (Option option in (IEnumerable<Option>)[shell, .. forwards.All, .. flags.OfPlan])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<string>? behind = CommandWords.Find(parsed);
            IReadOnlyList<ReadOnlyMemory<byte>> arguments = Arguments(behind, parsed.GetValue(shell));
            string[] before = parsed.GetValue(words)![..^(behind?.Count ?? 0)];
            Workspace workspace = Workspace.Open(global, parsed, surroundings);
            PushTarget target = forwards.Over(OneTarget(workspace, before), parsed);
            PushOptions options = flags.Over(workspace.Configuration, parsed) with { Confirmed = global.IsConfirmed(parsed) };
            var view = new RunViewOptions(global.Verbosity(parsed), IsDryRun: false, Paths: []);
            using IProjectSession session = open(workspace.Project, options.Filter);
            return await new CommandDisplay(workspace.Output, view, global.IsJson(parsed), TimeProvider.System).ShowAsync(
                target.Name,
                (console, observer) => session.RunAsync(new CommandRun(target, arguments, console), options, observer, cancellation));
        });
        return command;
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Arguments(IReadOnlyList<string>? behind, string? line) => (behind, line) switch
    {
        ({ Count: > 0 }, null) => behind[0].Length > 0
            ? CommandWords.Bytes(behind)
            : throw new SyncException(ExitCode.Usage, $"the command's name is empty; {Usage}"),
        ({ Count: > 0 }, not null) => throw new SyncException(ExitCode.Usage, "--shell and a command after -- are two commands: give one of them"),
        (_, not null) => ["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(line)],
        _ => throw new SyncException(ExitCode.Usage, $"no command given; {Usage}"),
    };

    private static PushTarget OneTarget(Workspace workspace, string[] asked)
    {
        if (asked.Length > 1)
        {
            throw new SyncException(ExitCode.Usage, $"a command runs on one target, not on {string.Join(", ", asked)}; {Usage}");
        }

        IReadOnlyList<Settings.ResolvedTarget> targets = workspace.Targets.Resolve(asked);
        return targets.Count == 1
            ? targets[0].Push
            : throw new SyncException(ExitCode.Usage, $"a command runs on one target, and {asked.FirstOrDefault()} is a group; name one of {string.Join(", ", targets.Select(target => target.Push.Name))}");
    }
}
