using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Terminal;

/// <summary>Shows a run as lines: plan, problems, drift, notes, the deploy command's output, and the accounting line at the end.</summary>
internal sealed class LineView : IRunObserver
{
    private readonly UserOutput _output;
    private readonly RunViewOptions _options;
    private readonly string _target;
    private readonly string _prefix;
    private readonly Dictionary<(OutputSource, OutputKind), OutputLines> _lines = [];

    /// <param name="output">Where lines go.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="isOneOfSeveral">Whether lines have to say which target they are about.</param>
    /// <param name="options">What is shown.</param>
    public LineView(UserOutput output, string target, bool isOneOfSeveral, RunViewOptions options)
    {
        _output = output;
        _options = options;
        _target = TargetLabel.Of(target);
        _prefix = isOneOfSeveral ? $"{_target}: " : string.Empty;
    }

    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.PhaseStarted started:
                PhaseStarted(started.Phase);
                break;
            case SessionEvent.Planned planned:
                Planned(planned.Plan);
                break;
            case SessionEvent.FileDone done:
                FileDone(done.Change, done.Bytes);
                break;
            case SessionEvent.ProblemFound found:
                ProblemFound(found.Problem);
                break;
            case SessionEvent.DriftFound found:
                DriftFound(found.Difference);
                break;
            case SessionEvent.Output output:
                Output(output.Source, output.Stream, output.Bytes.Span);
                break;
            case SessionEvent.Noted noted:
                Note(noted.Text);
                break;
            case SessionEvent.PeerSaid said:
                PeerSaid(said.Line);
                break;
            case SessionEvent.Ended ended:
                Ended(ended.Summary);
                break;
        }
    }

    private void PhaseStarted(Phase phase)
    {
        if (_options.Verbosity == Verbosity.Verbose)
        {
            _output.Remark(_output.RemarkPaint.Dim($"{_target}: {phase.Name()}"));
        }
    }

    private void Planned(RunPreview plan)
    {
        if (!_options.IsDryRun)
        {
            return;
        }

        foreach (Change change in plan.Changes)
        {
            if (_options.ShowsPlan && _options.Lists(change))
            {
                _output.Result($"{_prefix}{ChangeLine.Of(change, _output.ResultPaint)}");
            }
        }

        if (_options.ShowsPlan && plan.Deploy is { } deploy)
        {
            _output.Result($"{_prefix}{_output.ResultPaint.Dim("deploy:")} {deploy}");
        }
    }

    private void FileDone(in Change change, long bytes)
    {
        if (_options.Verbosity == Verbosity.Verbose && _options.Lists(change))
        {
            _output.Result($"{_prefix}{ChangeLine.Of(change, _output.ResultPaint)}");
        }
    }

    private void ProblemFound(Problem problem) =>
        _output.Remark($"{_prefix}{_output.RemarkPaint.Red("x")} {problem.Path}{(problem.IsOnTarget ? " on the target" : "")}: {problem.Cause}");

    private void DriftFound(Difference difference)
    {
        if (_options.ShowsPlan)
        {
            _output.Remark($"{_prefix}{DriftLine.Of(difference, _options.Wording.Place, _options.Time.GetUtcNow(), _output.RemarkPaint)}");
        }
    }

    private void Output(OutputSource source, OutputKind stream, ReadOnlySpan<byte> bytes)
    {
        if (!_lines.TryGetValue((source, stream), out OutputLines? lines))
        {
            lines = new OutputLines(line => ShowOutput(source, stream, line));
            _lines.Add((source, stream), lines);
        }

        lines.Add(bytes);
    }

    private void Note(string text)
    {
        if (_options.Verbosity != Verbosity.Quiet)
        {
            _output.Remark($"{_target}: {text}");
        }
    }

    private void PeerSaid(string line)
    {
        if (_options.Verbosity == Verbosity.Verbose)
        {
            _output.Remark(_output.RemarkPaint.Dim($"{_target}: ssh| {line}"));
        }
    }

    private void Ended(RunSummary summary)
    {
        EndOutput(_ => true);
        bool wasDone = summary.Exit is ExitCode.Done or ExitCode.Partial or ExitCode.DeployFailed;
        if (wasDone && _options.Verbosity != Verbosity.Quiet && _options.Wording.Account(summary, _options.IsDryRun) is { } account)
        {
            Action<string> write = _options.ShowsPlan ? _output.Result : _output.Remark;
            write($"{_target}: {account}");
        }

        if (summary.Message is { } message)
        {
            bool isForeseen = _options.IsDryRun && summary.Exit == ExitCode.Refused;
            ErrorText.Show(_output, $"{_target}: {(isForeseen ? $"{_options.Wording.Verb} would be refused: " : "")}{message}");
        }
    }

    /// <summary>Shows last lines that have no end.</summary>
    public void EndOutput(Func<OutputSource, bool> of)
    {
        foreach (((OutputSource source, OutputKind _), OutputLines lines) in _lines)
        {
            if (of(source))
            {
                lines.Finish();
            }
        }
    }

    // Both streams are results here: apart they would lose their order, which is what makes a log readable.
    private void ShowOutput(OutputSource source, OutputKind stream, ReadOnlySpan<byte> line)
    {
        if (_options.Verbosity == Verbosity.Quiet && stream == OutputKind.Out)
        {
            return;
        }

        string mark = $"{SourceName.Of(source)}|";
        Paint paint = _output.ResultPaint;
        _output.PrintableResult($"{_prefix}{(stream == OutputKind.Error ? paint.Yellow(mark) : paint.Dim(mark))} {OutputText.Of(line, paint)}");
    }
}
