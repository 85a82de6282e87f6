using Lockstep.Cli.Json;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;

namespace Lockstep.Cli.Commands;

/// <summary>Does one thing to several targets, a few at once, and shows each of them.</summary>
internal sealed class TargetRuns(UserOutput output, RunViewOptions options, bool isJson, TimeProvider time)
{
    private readonly Dictionary<string, HeldOutput> _held = [];

    /// <summary>Where is shown what is about a target.</summary>
    public UserOutput OutputOf(string target) => _held.TryGetValue(target, out HeldOutput? held) ? held.Output : output;

    /// <summary>Runs the work for each target. What stops one target does not stop the others.</summary>
    /// <returns>The worst code of all targets.</returns>
    public async Task<ExitCode> RunAsync(
        IReadOnlyList<ResolvedTarget> targets,
        TargetSchedule schedule,
        Func<ResolvedTarget, IRunObserver, CancellationToken, Task<RunSummary>> work,
        CancellationToken cancellation)
    {
        List<ProgressRow> rows = [];
        HoldBack(targets);
        List<IRunObserver> views = MakeViews(targets, rows);
        var results = new ExitCode[targets.Count];
        var turns = new Turns(targets.Count, index => Release(targets[index].Push.Name));
        string? failed = null;
        TargetSchedule.MakeRoom(Math.Min(schedule.Jobs, targets.Count));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = schedule.Jobs };
        Task all = Parallel.ForAsync(0, targets.Count, parallel, async (index, _) =>
        {
            string name = targets[index].Push.Name;
            if (schedule.StopsAtFailure && failed is not null)
            {
                views[index].Ended(NotBegun(name, failed));
                turns.Done(index);
                return;
            }

            results[index] = await RunOneAsync(targets[index], views[index], work, cancellation);
            failed ??= results[index] == ExitCode.Done ? null : name;
            turns.Done(index);
        });
        if (rows.Count > 0 && !output.CanDraw)
        {
            await new ProgressLog(output, rows, time).ShowUntilDoneAsync(all);
        }
        else if (rows.Count > 0)
        {
            await new LiveBlock(output, output.OpenConsole(), rows, time).ShowUntilDoneAsync(all);
        }

        await all;
        return WorstExit.Of(results);
    }

    // A look at several targets is read like a list: in the order given, each target's lines together. What is done to targets is told as it happens.
    private void HoldBack(IReadOnlyList<ResolvedTarget> targets)
    {
        if (targets.Count > 1 && options.IsDryRun)
        {
            foreach (ResolvedTarget target in targets)
            {
                _held[target.Push.Name] = new HeldOutput(output);
            }
        }
    }

    private void Release(string target)
    {
        if (_held.TryGetValue(target, out HeldOutput? held))
        {
            if (options.HasHeading && !isJson)
            {
                output.Result(output.ResultPaint.Cyan($"== {TargetLabel.Of(target)}"));
            }

            held.Release();
        }
    }

    /// <summary>A target that was spared. What failed is told by the one that did, and by the command's exit code.</summary>
    private static RunSummary NotBegun(string target, string failed) => new()
    {
        Target = target,
        Exit = ExitCode.Refused,
        Message = $"not started because {TargetLabel.Of(failed)} failed. Nothing was changed",
    };

    private List<IRunObserver> MakeViews(IReadOnlyList<ResolvedTarget> targets, List<ProgressRow> rows)
    {
        bool isLive = !isJson && options.Verbosity != Verbosity.Quiet;
        int titleWidth = targets.Max(target => ColumnWidth.Of(TargetLabel.Of(target.Push.Name)));
        List<IRunObserver> views = [];
        foreach (ResolvedTarget target in targets)
        {
            string name = target.Push.Name;
            if (isJson)
            {
                views.Add(new JsonView(new JsonLines(OutputOf(name)), OutputOf(name), name, options, time));
                continue;
            }

            var lines = new LineView(OutputOf(name), name, isOneOfSeveral: targets.Count > 1, options) { Place = PlaceText.Of(target.Push), Ssh = PlaceText.SshOf(target.Push) };
            if (isLive)
            {
                rows.Add(new ProgressRow(TargetLabel.Of(name), titleWidth, time));
            }

            views.Add(isLive ? new LiveView(lines, rows[^1]) : lines);
        }

        return views;
    }

    private static async Task<ExitCode> RunOneAsync(
        ResolvedTarget target,
        IRunObserver view,
        Func<ResolvedTarget, IRunObserver, CancellationToken, Task<RunSummary>> work,
        CancellationToken cancellation)
    {
        RunSummary summary;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            summary = await work(target, view, cancellation);
        }
        catch (Exception thrown) when (RunFailure.Of(thrown) is { } failure)
        {
            summary = new RunSummary { Target = target.Push.Name, Exit = failure.Exit, Message = failure.Message };
        }

        view.Ended(summary);
        return summary.Verdict;
    }
}
