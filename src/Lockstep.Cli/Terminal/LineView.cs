using Lockstep.Cli.Texts;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Terminal;

/// <summary>Shows a run as lines: plan, problems, drift, notes, the deploy command's output, and the accounting line at the end.</summary>
internal sealed class LineView : RunView
{
    private readonly UserOutput _output;
    private readonly RunViewOptions _options;
    private readonly string _target;
    private readonly string _prefix;
    private readonly long _started;

    /// <summary>The ssh command that connects, for people; null where there is none.</summary>
    public string? Ssh { get; init; }

    /// <summary>Where a first run puts the project, for people; null where that need not be told.</summary>
    public string? Place { get; init; }

    /// <param name="output">Where lines go.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="isOneOfSeveral">Whether lines have to say which target they are about.</param>
    /// <param name="options">What is shown.</param>
    public LineView(UserOutput output, string target, bool isOneOfSeveral, RunViewOptions options)
    {
        _output = output;
        _options = options;
        _started = options.Time.GetTimestamp();
        _target = TargetLabel.Of(target);
        _prefix = isOneOfSeveral ? $"{_target}: " : string.Empty;
    }

    protected override void PhaseStarted(Phase phase)
    {
        if (_options.Verbosity == Verbosity.Verbose)
        {
            string at = TimeText.Of(_options.Time.GetElapsedTime(_started));
            _output.Remark(_output.RemarkPaint.Dim($"{_target}: {at}  {phase.Name()}{(phase == Phase.Connect && Ssh is { } ssh ? $" by {ssh}" : "")}"));
        }
    }

    protected override void Planned(RunPreview plan)
    {
        if (!_options.IsDryRun)
        {
            return;
        }

        Change[] listed = _options.ShowsPlan ? [.. plan.Changes.Where(change => _options.Lists(change))] : [];
        foreach (string line in _options.GroupsPlan ? PlanLines.Of(listed, _output.ResultPaint) : listed.Select(change => ChangeLine.Of(change, _output.ResultPaint)))
        {
            _output.Result($"{_prefix}{line}");
        }

        foreach (string line in _options.ShowsPlan ? plan.OnChange : [])
        {
            _output.Result($"{_prefix}{_output.ResultPaint.Dim("on_change:")} {line}");
        }

        if (_options.ShowsPlan && plan.Deploy is { } deploy)
        {
            _output.Result($"{_prefix}{_output.ResultPaint.Dim("deploy:")} {deploy}");
        }
    }

    protected override void FileDone(in Change change, long bytes)
    {
        if (_options.Verbosity == Verbosity.Verbose && _options.Lists(change))
        {
            _output.Result($"{_prefix}{ChangeLine.Of(change, _output.ResultPaint)}");
        }
    }

    protected override void ProblemFound(Problem problem) =>
        _output.Remark($"{_prefix}{_output.RemarkPaint.Red("x")} {problem.Path}{Side(problem)}: {problem.Cause}");

    // What a pull reports is about both sides at once.
    private string Side(Problem problem) => _options.Wording == RunWording.Pull ? "" : problem.IsOnTarget ? $" on {_target}" : " here";

    protected override void DriftFound(Difference difference)
    {
        if (_options.ShowsPlan)
        {
            _output.Remark($"{_prefix}{DriftLine.Of(difference, _options.Wording.Place, _options.Time.GetUtcNow(), _output.RemarkPaint)}");
        }
    }

    protected override void Note(string text)
    {
        if (_options.Verbosity != Verbosity.Quiet)
        {
            _output.Remark($"{_target}: {text}");
        }
    }

    protected override void PeerSaid(string line)
    {
        if (_options.Verbosity == Verbosity.Verbose)
        {
            _output.Remark(_output.RemarkPaint.Dim($"{_target}: ssh| {line}"));
        }
    }

    protected override void Ended(RunSummary summary)
    {
        bool wasDone = summary.Exit is ExitCode.Done or ExitCode.Partial or ExitCode.DeployFailed;
        if (wasDone && _options.Verbosity != Verbosity.Quiet && _options.Wording.Account(summary, _options.IsDryRun, _options.Verbosity == Verbosity.Verbose) is { } account)
        {
            ShowAccount($"{_target}: {account}");
            if (summary.Run == 1 && Place is { } place && _options is { IsDryRun: false } && _options.Wording == RunWording.Push)
            {
                ShowAccount($"{_target}: this was the first run; the project is in {place}");
                if (summary.SkippedHidden > 0 && _options.NameHidden() is { } hidden)
                {
                    ShowAccount($"{_target}: hidden, and not sent: {hidden} ('lockstep explain' says why, --hidden sends them)");
                }
            }
        }

        if (summary.Message is { } message)
        {
            bool isForeseen = _options.IsDryRun && summary.Exit == ExitCode.Refused;
            ErrorText.Show(_output, $"{_target}: {(isForeseen ? Foreseen(message) : message)}");
        }
    }

    private void ShowAccount(string line)
    {
        if (_options.ShowsPlan)
        {
            _output.ResultLines(WrappedText.Of(line, _output.ResultWidth));
        }
        else
        {
            _output.RemarkLines(WrappedText.Of(line, _output.RemarkWidth));
        }
    }

    private string Foreseen(string message)
    {
        const string Refused = "refused: ";
        return $"{_options.Wording.Verb} would be refused: {(message.StartsWith(Refused, StringComparison.Ordinal) ? message[Refused.Length..] : message)}";
    }

    // Both streams are results here: apart they would lose their order, which is what makes a log readable.
    protected override void ShowOutput(OutputSource source, OutputKind stream, ReadOnlySpan<byte> line)
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
