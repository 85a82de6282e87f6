using System.Text.Json;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Wire.Messages;

namespace Lockstep.Cli.Json;

/// <summary>Shows a history to programs: an event for each run, newest first, and for each change of the one that was asked for.</summary>
internal static class JsonHistory
{
    public static void Show(HistoryReply history, string target, JsonLines lines)
    {
        foreach (PastRun run in Enumerable.Reverse(history.Runs))
        {
            Show(run, target, lines);
        }

        foreach (Change change in history.Changes)
        {
            lines.Write("file", target, json =>
            {
                JsonPath.Write(json, "path", change.Path);
                json.WriteString("change", ChangeName.Of(change.Kind));
                if (change.Kind == ChangeKind.Rename)
                {
                    JsonPath.Write(json, "from", change.Source);
                }

                json.WriteNumber("bytes", change.After.Size);
            });
        }
    }

    private static void Show(PastRun run, string target, JsonLines lines) => lines.Write("run", target, json =>
    {
        json.WriteNumber("run", run.Run);
        json.WriteString("started", JsonTime.Of(run.Started));
        json.WriteString("owner", run.Owner);
        WriteSource(json, run.Source);
        json.WriteString("kind", HistoryLines.KindOf(run.Origin));
        if (run.Origin.Kind == RunKind.Undo)
        {
            json.WriteNumber("before", run.Origin.Before);
        }

        json.WriteNumber("added", run.Counts.Added);
        json.WriteNumber("updated", run.Counts.Updated);
        json.WriteNumber("deleted", run.Counts.Deleted);
        json.WriteNumber("renamed", run.Counts.Renamed);
        json.WriteNumber("bytes_kept", run.KeptBytes);
        WriteDeploy(json, run.Deploy);
    });

    /// <summary>Writes where a run's tree came from; nothing where nobody tells.</summary>
    public static void WriteSource(Utf8JsonWriter json, RunSource? source)
    {
        if (source is null)
        {
            return;
        }

        json.WriteString("project", source.Project);
        json.WriteString("directory", source.Directory);
        if (source.Commit.Length > 0)
        {
            json.WriteString("commit", source.Commit);
            json.WriteString("branch", source.Branch);
            json.WriteBoolean("clean", source.IsClean);
        }
    }

    /// <summary>Writes how a deploy command ended; nothing where none ran.</summary>
    public static void WriteDeploy(Utf8JsonWriter json, DeployOutcome? deploy)
    {
        if (deploy is { } ended)
        {
            json.WriteNumber("deploy_exit", ended.ExitCode);
            json.WriteBoolean("deploy_timed_out", ended.TimedOut);
        }
    }
}
