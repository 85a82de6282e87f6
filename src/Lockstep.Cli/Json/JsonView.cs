using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Json;

/// <summary>Shows a run to programs: one JSON object a line (<c>--json</c>). Notes go to people, on standard error.</summary>
internal sealed class JsonView(JsonLines lines, UserOutput output, string target, RunViewOptions options, TimeProvider time) : RunView
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private Phase _phase;
    private long? _progressAt;

    protected override void PhaseStarted(Phase phase)
    {
        _phase = phase;
        lines.Write("progress", target, json => json.WriteString("phase", phase.Name()));
    }

    protected override void Planned(RunPreview plan)
    {
        if (!options.ShowsPlan)
        {
            return;
        }

        lines.Write("plan", target, json =>
        {
            json.WriteBoolean("dry_run", options.IsDryRun);
            foreach (ChangeKind kind in (ReadOnlySpan<ChangeKind>)[ChangeKind.Add, ChangeKind.Update, ChangeKind.Delete, ChangeKind.Rename, ChangeKind.Mode])
            {
                json.WriteNumber(ChangeName.Of(kind), plan.Changes.Count(change => change.Kind == kind && options.Lists(change)));
            }

            json.WriteNumber("unchanged", plan.Unchanged);
            json.WriteNumber("bytes", plan.ContentBytes);
            if (plan.Refusal is { } refusal)
            {
                json.WriteString("refusal", refusal);
            }

            if (plan.OnChange.Count > 0)
            {
                json.WriteStartArray("on_change");
                foreach (string line in plan.OnChange)
                {
                    json.WriteStringValue(line);
                }

                json.WriteEndArray();
            }

            if (plan.Deploy is { } deploy)
            {
                json.WriteString("deploy", deploy);
            }
        });
        if (options.IsDryRun)
        {
            foreach (Change change in plan.Changes)
            {
                FileDone(change, change.ContentLength);
            }
        }
    }

    protected override void Progress(SessionEvent.Progress progress)
    {
        if (progress.FilesDone < progress.FilesTotal && _progressAt is { } last && time.GetElapsedTime(last) < ProgressInterval)
        {
            return;
        }

        _progressAt = time.GetTimestamp();
        lines.Write("progress", target, json =>
        {
            json.WriteString("phase", _phase.Name());
            json.WriteNumber("files", progress.FilesDone);
            json.WriteNumber("files_total", progress.FilesTotal);
            json.WriteNumber("bytes", progress.BytesDone);
            json.WriteNumber("bytes_total", progress.BytesTotal);
        });
    }

    protected override void FileDone(in Change change, long bytes)
    {
        if (!options.Lists(change))
        {
            return;
        }

        Change done = change;
        lines.Write("file", target, json =>
        {
            JsonPath.Write(json, "path", done.Path);
            json.WriteString("change", ChangeName.Of(done.Kind));
            if (done.Kind == ChangeKind.Rename)
            {
                JsonPath.Write(json, "from", done.Source);
            }

            json.WriteNumber("bytes", bytes);
        });
    }

    protected override void ProblemFound(Problem problem) => lines.Write("problem", target, json =>
    {
        JsonPath.Write(json, "path", problem.Path);
        json.WriteString("cause", problem.Cause);
        if (options.Wording != RunWording.Pull)
        {
            json.WriteString("side", problem.IsOnTarget ? "target" : "project");
        }
    });

    protected override void DriftFound(Difference difference)
    {
        if (options.ShowsPlan)
        {
            lines.Write("drift", target, json =>
            {
                JsonDifference.Write(json, difference);
                json.WriteString("side", options.Wording == RunWording.Pull ? "project" : "target");
            });
        }
    }

    protected override void Note(string text)
    {
        if (options.Verbosity != Verbosity.Quiet)
        {
            output.Remark($"{TargetLabel.Of(target)}: {text}");
        }
    }

    protected override void PeerSaid(string line)
    {
        if (options.Verbosity == Verbosity.Verbose)
        {
            output.Remark($"{TargetLabel.Of(target)}: ssh| {line}");
        }
    }

    protected override void Ended(RunSummary summary)
    {
        lines.Write("summary", target, json => JsonSummary.Write(json, summary));
        if (summary.Message is { } message)
        {
            ErrorText.Show(output, $"{TargetLabel.Of(target)}: {message}");
        }
    }

    protected override void ShowOutput(OutputSource source, OutputKind stream, ReadOnlySpan<byte> line)
    {
        string text = Encoding.UTF8.GetString(line);
        lines.Write("output", target, json =>
        {
            json.WriteString("source", SourceName.Of(source));
            json.WriteString("stream", stream == OutputKind.Out ? "stdout" : "stderr");
            json.WriteString("text", text);
        });
    }
}
