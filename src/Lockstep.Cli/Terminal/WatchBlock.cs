using System.Runtime.InteropServices;
using Lockstep.Native.Terminals;
using Lockstep.Sessions.Live;
using Spectre.Console;

namespace Lockstep.Cli.Terminal;

/// <summary>
/// The steady block at the terminal's foot while targets are watched, and the keys. Drawn when something has changed and at no other time; it leaves nothing
/// behind. It keeps out of the way while ssh may be asking the user something: when a target is reached for the first time, and later if ssh has asked then. Of
/// several targets, one that has been silent for long is not asking but not answering.
/// </summary>
internal sealed class WatchBlock(UserOutput output, IAnsiConsole console, IReadOnlyList<WatchStatus> targets, LiveControls controls) : IDisposable
{
    /// <summary>How often is looked whether ssh asks for something; nobody types a password in less.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _changed = new(0);
    private bool _hasAsked;

    private bool MayBeAsked => targets.Any(target =>
        target.Connecting is { } silence && (_hasAsked || !target.WasConnected) && (targets.Count == 1 || silence < LongSilence));

    /// <summary>Shows the block until the watch is over. The watch's owner awaits that.</summary>
    public async Task ShowUntilDoneAsync(Task watch)
    {
        foreach (WatchStatus target in targets)
        {
            target.Changed = () => _changed.Release();
        }

        using PosixSignalRegistration? resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _changed.Release());
        while (!watch.IsCompleted)
        {
            if (MayBeAsked)
            {
                _hasAsked |= TerminalKeys.IsEchoOff();
                await Task.WhenAny(watch, Task.Delay(Interval));
                continue;
            }

            using var keys = WatchKeys.Read(controls);
            await console.Live(Picture(Lines())).AutoClear(true).StartAsync(context => RefreshAsync(context, watch));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    private async Task RefreshAsync(LiveDisplayContext context, Task watch)
    {
        output.ShareWith(console);
        IReadOnlyList<string> drawn = [];
        try
        {
            while (!MayBeAsked && !watch.IsCompleted)
            {
                IReadOnlyList<string> lines = Lines();
                if (!lines.SequenceEqual(drawn))
                {
                    output.Redraw(() => context.UpdateTarget(Picture(lines)));
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

    private static Rows Picture(IReadOnlyList<string> lines) => new(lines.Select(line => new Text(line)));

    private IReadOnlyList<string> Lines()
    {
        // Room for the ^C that a terminal shows at the cursor, and for the lines above.
        const int RoomBeside = 3, RoomAbove = 2;
        return WatchPicture.Of(targets, Math.Max(console.Profile.Width - RoomBeside, 1), Math.Max(console.Profile.Height - RoomAbove, 1));
    }
}
