using System.Runtime.InteropServices;
using Lockstep.Cli.Texts;
using Lockstep.Sessions.Live;
using Spectre.Console;

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
        using PosixSignalRegistration? resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _changed.Release());
        while (!watch.IsCompleted)
        {
            if (status.IsSteady)
            {
                using var keys = WatchKeys.Read(controls);
                await console.Live(Picture(Lines())).AutoClear(true).StartAsync(context => RefreshAsync(context, watch));
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
        IReadOnlyList<string> drawn = [];
        int width = console.Profile.Width;
        try
        {
            while (status.IsSteady && !watch.IsCompleted)
            {
                if (width != console.Profile.Width)
                {
                    width = console.Profile.Width;
                    EraseWrapped(drawn, width);
                }

                IReadOnlyList<string> lines = Lines();
                if (!lines.SequenceEqual(drawn))
                {
                    context.UpdateTarget(Picture(lines));
                    drawn = lines;
                }

                await Task.WhenAny(watch, _changed.WaitAsync());
            }
        }
        finally
        {
            output.ShareWith(live: null);
        }
    }

    /// <summary>A terminal that became narrower has wrapped the lines of the block: it starts further up than it was drawn.</summary>
    private void EraseWrapped(IReadOnlyList<string> drawn, int width)
    {
        const string EraseBelow = "\e[J";
        int wraps = drawn.Sum(line => (line.Length - 1) / Math.Max(width, 1));
        if (wraps > 0)
        {
            console.Profile.Out.Writer.Write($"\e[{wraps}A");
            console.Write(new ControlCode(EraseBelow));
        }
    }

    private static Rows Picture(IReadOnlyList<string> lines) => new(lines.Select(line => new Text(line)));

    private List<string> Lines()
    {
        // Room for the ^C that a terminal shows at the cursor, and for the lines above.
        const int RoomBeside = 3, RoomAbove = 3;
        int width = Math.Max(console.Profile.Width - RoomBeside, 1);
        int most = Math.Clamp(console.Profile.Height - RoomAbove, 1, MostTroubles);
        IReadOnlyList<string> troubles = status.Troubles;
        int shown = troubles.Count > most ? most - 1 : troubles.Count;
        List<string> lines = [.. troubles.Take(shown).Select(trouble => Cut($"x {trouble}", width))];
        if (shown < troubles.Count)
        {
            lines.Add(Cut($"x and {troubles.Count - shown} more", width));
        }

        string running = status.Running is { } command ? $", {command} runs" : "";
        (string state, string pause) = status.State == LiveState.Paused ? ("paused", "go on") : ("watching", "pause");
        lines.Add(Cut($"{TargetLabel.Of(target)}: {state}{running}   p {pause}  s sync now  d deploy  u undo  q quit", width));
        return lines;
    }

    private static string Cut(string line, int width) => line.Length <= width ? line : line[..Math.Max(width - 1, 0)] + "…";
}
