using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// The steady block at the terminal's foot while work goes on: one line a target. It appears only when there is something to wait for, never while
/// ssh may be asking the user something, and leaves nothing behind. Of several targets, one that has been silent for long is not asking but not answering.
/// </summary>
internal sealed class LiveBlock(UserOutput output, IAnsiConsole console, IReadOnlyList<ProgressRow> rows, TimeProvider time)
{
    private static readonly TimeSpan FirstDrawing = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SlowConnection = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(10);

    private bool MayBeAsked => rows.Any(row => row.Connecting is { } silence && (rows.Count == 1 || silence < LongSilence));

    /// <summary>Shows the rows until the work is done, well or not. The work's owner awaits it.</summary>
    public async Task ShowUntilDoneAsync(Task work)
    {
        long started = time.GetTimestamp();
        bool saidConnecting = false;
        while (!await IsDoneWithinAsync(work, saidConnecting ? Interval : FirstDrawing))
        {
            if (!MayBeAsked)
            {
                await console.Live(Picture()).AutoClear(true).StartAsync(context => RefreshUntilDoneAsync(context, work));
                return;
            }

            if (!saidConnecting && time.GetElapsedTime(started) >= SlowConnection)
            {
                saidConnecting = true;
                output.Remark(output.RemarkPaint.Dim($"connecting to {string.Join(", ", rows.Where(row => row.Connecting is not null).Select(row => row.Title))} ..."));
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
                if (!MayBeAsked)
                {
                    output.Redraw(() => context.UpdateTarget(Picture()));
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
        // Room for the ^C that a terminal shows at the cursor: it must not start a line, or the block would not be found again. And for the footer.
        const int Room = 3;
        int width = Math.Max(console.Profile.Width - Room, 1);
        int height = Math.Max(console.Profile.Height - Room, 1);
        ProgressRow[] active = [.. rows.Where(row => row.IsActive)];
        IEnumerable<IRenderable> lines = active.Take(height).Select(row => new Text(row.Render(width)));
        return new Rows(rows.Count == 1 ? lines : lines.Append(new Text(Footer(active.Length, Math.Min(active.Length, height)))));
    }

    private string Footer(int active, int shown)
    {
        int done = rows.Count(row => row.IsFinished);
        int waiting = rows.Count - done - active;
        return string.Create(CultureInfo.InvariantCulture, $"{done} of {rows.Count} done{(waiting > 0 ? $", {waiting} waiting" : "")}{(active > shown ? $", {active - shown} more at work" : "")}");
    }

    private async Task<bool> IsDoneWithinAsync(Task work, TimeSpan wait) => await Task.WhenAny(work, Task.Delay(wait, time)) == work;
}
