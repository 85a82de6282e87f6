using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// The steady block at the terminal's foot while work goes on: one line a target. It appears only when there is something to wait for, never while
/// ssh may be asking the user something, and leaves nothing behind.
/// </summary>
internal sealed class LiveBlock(UserOutput output, IAnsiConsole console, IReadOnlyList<ProgressRow> rows, TimeProvider time)
{
    private static readonly TimeSpan FirstDrawing = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowConnection = TimeSpan.FromSeconds(1.5);

    /// <summary>Shows the rows until the work is done, well or not. The work's owner awaits it.</summary>
    public async Task ShowUntilDoneAsync(Task work)
    {
        long started = time.GetTimestamp();
        bool saidConnecting = false;
        while (!await IsDoneWithinAsync(work, saidConnecting ? Interval : FirstDrawing))
        {
            if (!rows.Any(row => row.IsConnecting))
            {
                await console.Live(Picture()).AutoClear(true).StartAsync(context => RefreshUntilDoneAsync(context, work));
                return;
            }

            if (!saidConnecting && time.GetElapsedTime(started) >= SlowConnection)
            {
                saidConnecting = true;
                output.Remark(output.RemarkPaint.Dim($"connecting to {string.Join(", ", rows.Where(row => row.IsConnecting).Select(row => row.Title))} ..."));
            }
        }
    }

    private async Task RefreshUntilDoneAsync(LiveDisplayContext context, Task work)
    {
        output.ShareWith(console);
        try
        {
            do
            {
                if (!rows.Any(row => row.IsConnecting))
                {
                    context.UpdateTarget(Picture());
                }
            }
            while (!await IsDoneWithinAsync(work, Interval));
        }
        finally
        {
            output.ShareWith(live: null);
        }
    }

    private Rows Picture()
    {
        // Room for the ^C that a terminal shows at the cursor: it must not start a line, or the block would not be found again.
        const int Room = 3;
        int width = Math.Max(console.Profile.Width - Room, 1);
        IEnumerable<IRenderable> lines = rows.Where(row => row.IsActive).Select(row => new Text(row.Render(width)));
        return new Rows(lines);
    }

    private async Task<bool> IsDoneWithinAsync(Task work, TimeSpan wait) => await Task.WhenAny(work, Task.Delay(wait, time)) == work;
}
