using System.CommandLine;
using Lockstep.Cli.Json;
using Lockstep.Cli.Options;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Holding;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep disconnect</c>: ends connections that linger.</summary>
internal static class DisconnectVerb
{
    public static Command Create(GlobalOptions global, Surroundings surroundings)
    {
        Argument<string[]> targets = TargetWords.Several();
        targets.Description = "Whose connections (default: all of yours)";
        var command = new Command("disconnect", "End connections that linger") { targets };
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] words = parsed.GetValue(targets)!;
            (UserOutput output, IReadOnlyList<SshDestination?> hosts) = words.Length == 0
                ? (surroundings.Output(global.Color(parsed), configured: null), [null])
                : Resolve(Workspace.Open(global, parsed, surroundings), words);
            List<HolderAnswer> answers = [];
            foreach (SshDestination? host in hosts)
            {
                answers.AddRange(await surroundings.Disconnect(host, cancellation));
            }

            ExitCode exit = answers.Exists(answer => answer.Kind == HolderKind.Stays) ? ExitCode.SyncFailed : ExitCode.Done;
            if (global.IsJson(parsed))
            {
                ShowJson(new JsonLines(output), answers, exit);
            }
            else
            {
                output.ResultLines(answers.Count == 0 ? "no connection lingers" : string.Join('\n', answers.Select(TextOf)));
            }

            return (int)exit;
        });
        return command;
    }

    private static (UserOutput Output, IReadOnlyList<SshDestination?> Hosts) Resolve(Workspace workspace, string[] words) =>
        (workspace.Output, [.. workspace.Targets.Resolve(words).Select(target => target.Push.Ssh).OfType<SshDestination>()]);

    private static string TextOf(HolderAnswer answer) => answer.Kind == HolderKind.Ends
        ? $"disconnected from {DisplayText.Of(answer.Peer!)}"
        : $"process {answer.Process} keeps its connection: it is a watch, or does not answer. End it where it runs";

    private static void ShowJson(JsonLines lines, List<HolderAnswer> answers, ExitCode exit)
    {
        foreach (HolderAnswer answer in answers)
        {
            lines.Write("disconnect", target: null, json =>
            {
                json.WriteBoolean("ended", answer.Kind == HolderKind.Ends);
                json.WriteString("host", answer.Peer);
                json.WriteNumber("process", answer.Process);
            });
        }

        JsonEnd.Show(lines, target: null, exit);
    }
}
