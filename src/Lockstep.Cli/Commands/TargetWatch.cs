using Lockstep.Cli.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;

namespace Lockstep.Cli.Commands;

/// <summary>Watches one target and shows it: on a terminal as lines above a steady block, else as lines, or as JSON.</summary>
internal sealed class TargetWatch(UserOutput output, RunViewOptions options, bool isJson, TimeProvider time)
{
    /// <summary>Runs the watch until it ends.</summary>
    public async Task<ExitCode> RunAsync(PushTarget target, LiveControls controls, Func<ILiveObserver, Task<RunSummary>> work)
    {
        if (isJson)
        {
            var json = new WatchJson(new JsonLines(output), output, target.Name, options, time);
            return Conclude(json, await work(json));
        }

        var status = new WatchStatus();
        var lines = new WatchLines(output, target.Name, options, status, time);
        Task<RunSummary> watch = work(lines);
        if (output.RemarksAreOnTerminal && options.Verbosity != Verbosity.Quiet)
        {
            using var block = new WatchBlock(output, output.OpenConsole(), target.Name, status, controls);
            await block.ShowUntilDoneAsync(watch);
        }

        return Conclude(lines, await watch);
    }

    private static ExitCode Conclude(IRunView view, RunSummary summary)
    {
        view.Finished(summary);
        return summary.Exit;
    }
}
