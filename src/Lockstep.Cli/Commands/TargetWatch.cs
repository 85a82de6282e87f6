using Lockstep.Cli.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;

namespace Lockstep.Cli.Commands;

/// <summary>Watches targets and shows them: on a terminal as lines above a steady block, else as lines, or as JSON.</summary>
internal sealed class TargetWatch(UserOutput output, RunViewOptions options, bool isJson, TimeProvider time)
{
    /// <summary>Shows what there is to tell about the project.</summary>
    public void Tell(string note)
    {
        if (options.Verbosity != Verbosity.Quiet)
        {
            output.Remark(note);
        }
    }

    /// <summary>Runs the watch until it ends.</summary>
    /// <returns>The worst code of all targets.</returns>
    public async Task<ExitCode> RunAsync(
        IReadOnlyList<string> targets, LiveControls controls, Func<IReadOnlyList<IRunObserver>, Task<IReadOnlyList<RunSummary>>> work)
    {
        TargetSchedule.MakeRoom(targets.Count);
        IReadOnlyList<RunSummary> summaries = isJson ? await work(JsonOf(targets)) : await ShowAsync(targets, controls, work);
        return WorstExit.Of([.. summaries.Select(summary => summary.Exit)]);
    }

    private IReadOnlyList<IRunObserver> JsonOf(IReadOnlyList<string> targets)
    {
        var lines = new JsonLines(output);
        return [.. targets.Select(target => new WatchJson(lines, output, target, options, time))];
    }

    private async Task<IReadOnlyList<RunSummary>> ShowAsync(
        IReadOnlyList<string> targets, LiveControls controls, Func<IReadOnlyList<IRunObserver>, Task<IReadOnlyList<RunSummary>>> work)
    {
        bool isLive = output.CanDraw && options.Verbosity != Verbosity.Quiet;
        bool isOneOfSeveral = targets.Count > 1;
        List<WatchStatus> statuses = [.. targets.Select(target => new WatchStatus(target, time))];
        Task<IReadOnlyList<RunSummary>> watch = work(
        [
            .. statuses.Select(status => new WatchLines(output, options, status, isOneOfSeveral, time)
            {
                // As many lines as targets for each save would drive out everything else, and the table has the same.
                ShowsBatches = !(isLive && isOneOfSeveral) || options.Verbosity == Verbosity.Verbose,
            }),
        ]);
        if (isLive)
        {
            using var block = new WatchBlock(output, output.OpenConsole(), statuses, controls);
            await block.ShowUntilDoneAsync(watch);
        }

        return await watch;
    }
}
