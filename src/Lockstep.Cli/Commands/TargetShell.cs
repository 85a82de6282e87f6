using Lockstep.Cli.Shell;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;
using Lockstep.Sessions.Live;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Reacting;
using Lockstep.Sessions.Running;

namespace Lockstep.Cli.Commands;

/// <summary>A shell on one target.</summary>
/// <param name="session">The project.</param>
/// <param name="target">Where.</param>
/// <param name="options">How the project is pushed.</param>
/// <param name="display">Shows what there is to show.</param>
internal sealed class TargetShell(IProjectSession session, PushTarget target, PushOptions options, CommandDisplay display)
{
    /// <summary>Pushes, and runs a command.</summary>
    /// <returns>What the process leaves with: the command's own code where it ran.</returns>
    public Task<int> RunAsync(IReadOnlyList<ReadOnlyMemory<byte>> command, CancellationToken cancellation) => display.ShowAsync(
        target.Name, (console, observer) => session.RunAsync(new CommandRun(target, command, console), options, observer, cancellation));

    /// <summary>Runs a command while what is saved goes out beside it, over one connection with it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="watched">The project once more, for the watch.</param>
    /// <param name="output">Where it is told at the end that saves did not arrive.</param>
    /// <param name="cancellation">Ends both.</param>
    /// <returns>What the process leaves with.</returns>
    public async Task<int> RunInStepAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> command, IProjectSession watched, UserOutput output, CancellationToken cancellation)
    {
        var quiet = new QuietWatch();
        var controls = new LiveControls();
        Task<IReadOnlyList<RunSummary>> watch = watched.WatchAsync([new WatchedTarget(target, options, quiet)], ReactionOptions.Nothing, controls, cancellation);
        await Task.WhenAny(quiet.InStep, watch);
        if (watch.IsCompleted)
        {
            RunSummary failed = (await watch)[0];
            ErrorText.Show(output, $"{TargetLabel.Of(target.Name)}: {failed.Message}");
            return failed.ProcessExit;
        }

        int exit = await RunAsync(command, cancellation);
        controls.Ask(LiveRequest.Quit);
        await watch;
        if (quiet.Trouble is { } trouble)
        {
            ErrorText.Show(output, $"{TargetLabel.Of(target.Name)}: the last saves did not arrive: {trouble}");
        }

        return exit;
    }
}
