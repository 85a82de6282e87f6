using Lockstep.Cli.Json;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;

namespace Lockstep.Cli.Commands;

/// <summary>Does one thing to several targets, a few at once, and shows each of them.</summary>
internal sealed class TargetRuns(UserOutput output, RunViewOptions options, bool isJson, TimeProvider time)
{
    /// <summary>How many targets are worked on at once unless the user says otherwise.</summary>
    public const int UsualJobs = 8;

    // The less was done, the worse.
    private static readonly ExitCode[] WorstFirst =
    [
        ExitCode.Interrupted, ExitCode.Usage, ExitCode.NoConnection, ExitCode.SyncFailed, ExitCode.Refused, ExitCode.Partial, ExitCode.DeployFailed,
    ];

    /// <summary>Runs the work for each target. What stops one target does not stop the others.</summary>
    /// <returns>The worst code of all targets.</returns>
    public async Task<ExitCode> RunAsync(
        IReadOnlyList<ResolvedTarget> targets,
        int jobs,
        Func<ResolvedTarget, IRunObserver, CancellationToken, Task<RunSummary>> work,
        CancellationToken cancellation)
    {
        List<ProgressRow> rows = [];
        List<IRunView> views = MakeViews(targets, rows);
        var results = new ExitCode[targets.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = jobs };
        Task all = Parallel.ForAsync(0, targets.Count, parallel, async (index, _) =>
            results[index] = await RunOneAsync(targets[index], views[index], work, cancellation));
        if (rows.Count > 0)
        {
            await new LiveBlock(output, output.OpenConsole(), rows, time).ShowUntilDoneAsync(all);
        }

        await all;
        return WorstFirst.FirstOrDefault(code => results.Contains(code));
    }

    private List<IRunView> MakeViews(IReadOnlyList<ResolvedTarget> targets, List<ProgressRow> rows)
    {
        var json = new JsonLines(output);
        bool isLive = !isJson && output.RemarksAreOnTerminal && options.Verbosity != Verbosity.Quiet;
        int titleWidth = targets.Max(target => TargetLabel.Of(target.Push.Name).Length);
        List<IRunView> views = [];
        foreach (ResolvedTarget target in targets)
        {
            string name = target.Push.Name;
            if (isJson)
            {
                views.Add(new JsonView(json, output, name, options, time));
                continue;
            }

            var lines = new LineView(output, name, isOneOfSeveral: targets.Count > 1, options);
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
        IRunView view,
        Func<ResolvedTarget, IRunObserver, CancellationToken, Task<RunSummary>> work,
        CancellationToken cancellation)
    {
        RunSummary summary;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            summary = await work(target, view, cancellation);
        }
        catch (SyncException failure)
        {
            summary = new RunSummary { Target = target.Push.Name, Exit = failure.ExitCode, Message = failure.Message };
        }
        catch (ProtocolException breach)
        {
            summary = new RunSummary { Target = target.Push.Name, Exit = ExitCode.SyncFailed, Message = $"the peer broke the protocol: {breach.Message}" };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            summary = new RunSummary { Target = target.Push.Name, Exit = ExitCode.Interrupted, Message = "interrupted" };
        }

        view.Finished(summary);
        return summary.Exit;
    }
}
