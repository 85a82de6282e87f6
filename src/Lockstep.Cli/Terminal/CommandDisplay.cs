using Lockstep.Cli.Json;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Running;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// Shows a push on standard error and leaves the terminal to the command that follows. Standard output is the command's alone, or that of the events.
/// </summary>
internal sealed class CommandDisplay(UserOutput output, RunViewOptions options, bool isJson, TimeProvider time)
{
    private readonly UserOutput _remarks = output.WithResultsAsRemarks();

    /// <summary>Runs the work and shows it.</summary>
    /// <returns>What the process leaves with.</returns>
    public async Task<int> ShowAsync(string target, Func<OpenConsole, IRunObserver, Task<RunSummary>> work)
    {
        if (isJson)
        {
            var json = new JsonView(new JsonLines(output), output, target, options, time);
            RunSummary summary = await work(_ => Task.FromResult<ICommandConsole>(new JsonConsole(json)), json);
            json.Ended(summary);
            return summary.ProcessExit;
        }

        return await ShowOnTerminalAsync(target, work);
    }

    private async Task<int> ShowOnTerminalAsync(string target, Func<OpenConsole, IRunObserver, Task<RunSummary>> work)
    {
        var lines = new LineView(_remarks, target, isOneOfSeveral: false, options);
        bool isLive = _remarks.CanDraw && options.Verbosity != Verbosity.Quiet;
        string label = TargetLabel.Of(target);
        var row = new ProgressRow(label, label.Length, time);
        var pushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isClear = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool hasOpened = false;
        StreamConsole? streams = null;
        Task<RunSummary> run = work(
            async summary =>
            {
                pushed.SetResult();
                await isClear.Task;
                hasOpened = true;
                ShowPushed(lines, summary);
                return TerminalConsole.IsPossible ? new TerminalConsole() : streams = new StreamConsole();
            },
            isLive ? new LiveView(lines, row) : lines);
        if (isLive)
        {
            await new LiveBlock(_remarks, _remarks.OpenConsole(), [row], time).ShowUntilDoneAsync(Task.WhenAny(run, pushed.Task));
        }

        isClear.SetResult();
        RunSummary whole = await run;
        if (!hasOpened)
        {
            lines.Ended(whole);
        }
        else if (whole.Message is { } message)
        {
            ErrorText.Show(_remarks, $"{label}: {message}");
        }

        if (streams?.Failure is { } lost)
        {
            ErrorText.Show(_remarks, lost);
            return whole.ProcessExit == 0 ? (int)ExitCode.SyncFailed : whole.ProcessExit;
        }

        return whole.ProcessExit;
    }

    // Who runs a command again and again wants to read the command: a push that did nothing has nothing to say.
    private void ShowPushed(LineView lines, RunSummary pushed)
    {
        if (pushed.Run > 0 || options.Verbosity == Verbosity.Verbose)
        {
            lines.Ended(pushed);
        }
    }
}
