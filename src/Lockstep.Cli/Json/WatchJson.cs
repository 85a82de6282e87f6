using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Json;

/// <summary>
/// Shows a watched target to programs: the events of its runs, <c>connection</c> when that changes, <c>batch</c> at the end of each run, and
/// <c>command</c> when a command that runs after it starts or ends. The
/// <c>summary</c> is the last word about the target, as everywhere.
/// </summary>
internal sealed class WatchJson(JsonLines lines, UserOutput output, string target, RunViewOptions options, TimeProvider time) : ILiveObserver
{
    private readonly JsonView _view = new(lines, output, target, options, time);

    public void PhaseStarted(Phase phase) => _view.PhaseStarted(phase);

    public void Planned(RunPreview plan) => _view.Planned(plan);

    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal) => _view.Progress(filesDone, filesTotal, bytesDone, bytesTotal);

    public void FileDone(in Change change, long bytes) => _view.FileDone(change, bytes);

    public void ProblemFound(Problem problem) => _view.ProblemFound(problem);

    public void DriftFound(Difference difference) => _view.DriftFound(difference);

    public void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes) => _view.Output(source, stream, bytes);

    public void Note(string text) => _view.Note(text);

    public void PeerSaid(string line) => _view.PeerSaid(line);

    public void StateChanged(LiveState state, string? message) => lines.Write("connection", target, json =>
    {
        json.WriteString("state", state switch
        {
            LiveState.Connecting => "connecting",
            LiveState.Watching => "watching",
            LiveState.Paused => "paused",
            _ => "disconnected",
        });
        if (message is not null)
        {
            json.WriteString("message", message);
        }
    });

    public void BatchDone(LiveBatch batch) => lines.Write("batch", target, json =>
    {
        if (batch.Delay is { } delay)
        {
            json.WriteNumber("ms_delay", Math.Round(delay.TotalMilliseconds, 2));
        }

        JsonSummary.Write(json, batch.Summary);
    });

    public void StepChanged(CommandStep command)
    {
        _view.EndOutput(source => source == command.Source && command.State is not (StepState.Started or StepState.GoesOn));
        lines.Write("command", target, json =>
        {
            json.WriteString("source", SourceName.Of(command.Source));
            json.WriteString("command", command.Command);
            json.WriteString("state", command.State switch
            {
                StepState.Started => "started",
                StepState.Succeeded => "succeeded",
                StepState.Failed => "failed",
                StepState.TimedOut => "timed_out",
                StepState.Stopped => "stopped",
                StepState.GoesOn => "goes_on",
                StepState.Left => "left",
                _ => "ended",
            });
            if (command.Result is { } result)
            {
                json.WriteNumber("exit", result.ExitCode);
            }

            if (command.State != StepState.Started)
            {
                json.WriteNumber("ms", Math.Round(command.Duration.TotalMilliseconds));
            }
        });
    }

    public void FellBehind(int batches)
    {
    }

    public void Ended(RunSummary summary) => _view.Finished(summary);
}
