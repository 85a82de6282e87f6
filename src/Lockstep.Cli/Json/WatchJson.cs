using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Cli.Json;

/// <summary>
/// Shows a watched target to programs: the events of its runs, <c>connection</c> when that changes, <c>batch</c> at the end of each run, and
/// <c>command</c> when a command that runs after it starts or ends. The
/// <c>summary</c> is the last word about the target, as everywhere.
/// </summary>
internal sealed class WatchJson(JsonLines lines, UserOutput output, string target, RunViewOptions options, TimeProvider time) : IRunObserver
{
    private readonly JsonView _view = new(lines, output, target, options, time);

    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.StateChanged changed:
                StateChanged(changed.State, changed.Message);
                break;
            case SessionEvent.BatchDone done:
                BatchDone(done.Batch);
                break;
            case SessionEvent.StepChanged changed:
                StepChanged(changed.Step);
                break;
            default:
                _view.Tell(told);
                break;
        }
    }

    private void StateChanged(LiveState state, string? message) => lines.Write("connection", target, json =>
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

    private void BatchDone(LiveBatch batch) => lines.Write("batch", target, json =>
    {
        if (batch.Delay is { } delay)
        {
            json.WriteNumber("ms_delay", Math.Round(delay.TotalMilliseconds, 2));
        }

        JsonSummary.Write(json, batch.Summary);
    });

    private void StepChanged(CommandStep command)
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
}
