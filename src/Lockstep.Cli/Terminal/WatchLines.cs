using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Reacting;

namespace Lockstep.Cli.Terminal;

/// <summary>Shows a watched target as lines: its connection, one line a batch, troubles, and the commands that run there with their output.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="options">What is shown.</param>
/// <param name="status">What stays to be seen of the target.</param>
/// <param name="isOneOfSeveral">Whether lines have to say which target they are about.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchLines(UserOutput output, RunViewOptions options, WatchStatus status, bool isOneOfSeveral, TimeProvider time) : IRunObserver
{
    private readonly LineView _lines = new(output, status.Target, isOneOfSeveral, options);
    private readonly string _prefix = isOneOfSeveral ? $"{TargetLabel.Of(status.Target)}: " : "";
    private int _changes;
    private Change? _last;

    /// <summary>Whether each batch has a line; not where something else shows it.</summary>
    public bool ShowsBatches { get; init; } = true;

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
            case SessionEvent.FellBehind behind:
                status.SetBehind(behind.Batches);
                break;
            case SessionEvent.Ended ended:
                Ended(ended.Summary);
                break;
            default:
                Remember(told);
                _lines.Tell(told);
                break;
        }
    }

    /// <summary>Keeps what the batch's line and the steady block show later.</summary>
    private void Remember(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.FileDone done:
                _changes++;
                _last = done.Change;
                break;
            case SessionEvent.ProblemFound { Problem: var problem }:
                status.Found(problem.Path, $"{problem.Path}: {problem.Cause}");
                break;
            case SessionEvent.DriftFound { Difference: var drift }:
                status.Found(drift.Path, DriftLine.Of(drift, options.Wording.Place, options.Time.GetUtcNow(), default));
                break;
        }
    }

    private void StateChanged(LiveState state, string? message)
    {
        bool isToldAlready = state == LiveState.Disconnected && message is not null && WatchStatus.Head(message) == status.Message;
        status.Set(state, message);
        string? line = state switch
        {
            LiveState.Watching => "watching",
            LiveState.Paused => $"paused; {message ?? "nothing is sent until you go on."}",
            LiveState.Disconnected => $"{message?.TrimEnd('.')}. Trying again.",
            _ => null,
        };
        if (line is not null && !isToldAlready)
        {
            _lines.Note(line);
        }
    }

    private void BatchDone(LiveBatch batch)
    {
        Change? only = _changes == 1 ? _last : null;
        bool isWorthALine = _changes > 0 && options.Verbosity != Verbosity.Quiet && ShowsBatches;
        (_changes, _last) = (0, null);
        status.Conclude(batch);
        if (isWorthALine)
        {
            output.Result(_prefix + BatchLine.Of(batch, only, time.GetLocalNow(), output.ResultPaint));
        }

        // That the connection was lost is told by what comes of it.
        if (batch.Summary is { Message: { } message, Exit: not (ExitCode.Interrupted or ExitCode.NoConnection) })
        {
            ErrorText.Show(output, $"{TargetLabel.Of(status.Target)}: {message}");
        }
    }

    private void StepChanged(CommandStep command)
    {
        if (command.State is not (StepState.Started or StepState.GoesOn))
        {
            _lines.EndOutput(source => source == command.Source);
        }

        status.Set(command);
        if (StepText.IsTrouble(command))
        {
            output.Remark($"{_prefix}{output.RemarkPaint.Red("x")} {StepText.Of(command, status.Target)}");
        }
        else if (options.Verbosity != Verbosity.Quiet)
        {
            output.Remark(output.RemarkPaint.Dim($"{_prefix}{StepText.Of(command, status.Target)}"));
        }
    }

    private void Ended(RunSummary summary)
    {
        status.End(summary);
        if (summary.Message is { } message)
        {
            ErrorText.Show(output, $"{TargetLabel.Of(status.Target)}: {message}");
        }
    }
}
