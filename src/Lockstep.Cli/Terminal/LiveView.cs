using Lockstep.Sessions;

namespace Lockstep.Cli.Terminal;

/// <summary>Shows a run as lines and, while it goes on, as a row of the live block.</summary>
internal sealed class LiveView(LineView lines, ProgressRow row) : IRunObserver
{
    /// <inheritdoc/>
    public void Tell(SessionEvent told)
    {
        switch (told)
        {
            case SessionEvent.PhaseStarted started:
                row.Start(started.Phase);
                break;
            case SessionEvent.Progress progress:
                row.Progress(progress.FilesDone, progress.FilesTotal, progress.BytesDone, progress.BytesTotal);
                break;
            case SessionEvent.Ended:
                row.Finish();
                break;
        }

        lines.Tell(told);
    }
}
