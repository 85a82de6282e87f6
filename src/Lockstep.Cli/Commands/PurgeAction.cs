using Lockstep.Cli.Json;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Purging;
using Lockstep.Tree;

namespace Lockstep.Cli.Commands;

/// <summary><c>lockstep history --purge</c>: shows what there is of some paths, has the user agree, removes it, and says where it may still be.</summary>
internal sealed class PurgeAction(IProjectSession session, Workspace workspace, bool isConfirmed, bool isJson)
{
    public async Task<int> RunAsync(ResolvedTarget target, IReadOnlyList<string> words, IRunObserver observer, CancellationToken cancellation)
    {
        RelativePath[] paths = [.. words.Select(word => ProjectPath.Parse(word, workspace.Project, workspace.Environment.CurrentDirectory))];
        if (paths.Any(path => path.IsRoot))
        {
            throw new SyncException(ExitCode.Usage, "--purge takes paths in the project, not the project itself. '[history] max_size = \"0\"' gives up all history but the newest run.");
        }

        string name = target.Push.Name;
        PurgeSummary? done = await session.PurgeAsync(target.Push, paths, found => Agrees(found, name, cancellation), observer, cancellation);
        var json = new JsonLines(workspace.Output);
        if (done is null)
        {
            if (isJson)
            {
                JsonEnd.Show(json, name, ExitCode.Refused);
            }

            return (int)ExitCode.Refused;
        }

        if (isJson)
        {
            JsonPurge.Show(done, name, json);
            JsonEnd.Show(json, name, ExitCode.Done);
            return (int)ExitCode.Done;
        }

        foreach (string line in PurgeText.Of(done, name))
        {
            workspace.Output.Result(line);
        }

        return (int)ExitCode.Done;
    }

    private bool Agrees(PurgeReport found, string target, CancellationToken cancellation)
    {
        if (isConfirmed || found.IsEmpty)
        {
            return true;
        }

        string question = PurgeText.QuestionOf(found, target);
        if (!Question.IsPossible(workspace.Output))
        {
            workspace.Output.Remark($"{question} Nothing was changed. --yes removes it.");
            return false;
        }

        // The target waits, open, for the answer: there is nothing else to do meanwhile.
        bool agrees = Question.AskAsync(workspace.Output, $"{question} Remove it?", cancellation).GetAwaiter().GetResult();
        if (!agrees)
        {
            workspace.Output.Remark("Nothing was changed.");
        }

        return agrees;
    }
}
