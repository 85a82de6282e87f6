using Lockstep.Cli.Texts;
using Lockstep.Sessions.Live;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// The steady block at the terminal's foot while a target is watched: its state, the troubles that are not over, the keys. Drawn when something has changed
/// and at no other time; never while ssh may be asking the user something. It leaves nothing behind.
/// </summary>
internal sealed class WatchBlock(UserOutput output, IAnsiConsole console, string target, WatchStatus status, LiveControls controls) : IDisposable
{
    private const int MostTroubles = 8;

    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Shows the block until the watch is over. The watch's owner awaits that.</summary>
    public async Task ShowUntilDoneAsync(Task watch)
    {
        status.Changed = () => _changed.Release();
        while (!watch.IsCompleted)
        {
            if (status.IsSteady)
            {
                using var keys = WatchKeys.Read(controls);
                await console.Live(Picture()).AutoClear(true).StartAsync(context => RefreshAsync(context, watch));
            }
            else
            {
                await Task.WhenAny(watch, _changed.WaitAsync());
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    private async Task RefreshAsync(LiveDisplayContext context, Task watch)
    {
        output.ShareWith(console);
        try
        {
            while (status.IsSteady && !watch.IsCompleted)
            {
                context.UpdateTarget(Picture());
                await Task.WhenAny(watch, _changed.WaitAsync());
            }
        }
        finally
        {
            output.ShareWith(live: null);
        }
    }

    private Rows Picture()
    {
        // Room for the ^C that a terminal shows at the cursor.
        const int Room = 3;
        int width = Math.Max(console.Profile.Width - Room, 1);
        IReadOnlyList<string> troubles = status.Troubles;
        var lines = new List<IRenderable>();
        foreach (string trouble in troubles.Take(MostTroubles))
        {
            lines.Add(new Text(Cut($"x {trouble}", width)));
        }

        if (troubles.Count > MostTroubles)
        {
            lines.Add(new Text($"x and {troubles.Count - MostTroubles} more"));
        }

        string state = status.State == LiveState.Paused ? "paused" : "watching";
        string running = status.Running is { } command ? $", {command} runs" : "";
        string pause = status.State == LiveState.Paused ? "go on" : "pause";
        lines.Add(new Text(Cut($"{TargetLabel.Of(target)}: {state}{running}   p {pause}  s sync now  d deploy  u undo  q quit", width)));
        return new Rows(lines);
    }

    private static string Cut(string line, int width) => line.Length <= width ? line : line[..Math.Max(width - 1, 0)] + "…";
}
