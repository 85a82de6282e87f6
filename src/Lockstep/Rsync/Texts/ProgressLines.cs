using System.Diagnostics;
using System.Globalization;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Roles;

namespace Lockstep.Rsync.Texts;

/// <summary>
/// The lines of <c>--progress</c> (one a file) and <c>--info=progress2</c> (one for all). Called by one thread at a
/// time.
/// </summary>
internal sealed class ProgressLines(RsyncOptions options, IRsyncConsole console, SessionTotals totals)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly bool _isOfAll = options.Output.Info[InfoTopic.Progress] > 1;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _fileStart = Stopwatch.GetTimestamp();
    private long _told = Stopwatch.GetTimestamp();
    private long _done;
    private int _files;

    /// <summary>Takes that a content is on its way.</summary>
    public void Moved(FileEntry entry, int index, long position, bool isWhole)
    {
        if (isWhole)
        {
            _files++;
            _done += entry.Size;
            Tell(entry, index, entry.Size, isWhole);
            _fileStart = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_told) >= Pause)
        {
            Tell(entry, index, position, isWhole);
        }
    }

    private void Tell(FileEntry entry, int index, long position, bool isWhole)
    {
        _told = Stopwatch.GetTimestamp();
        (long done, long all) = _isOfAll ? (isWhole ? _done : _done + position, totals.TotalSize) : (position, entry.Size);
        double seconds = Stopwatch.GetElapsedTime(_isOfAll ? _start : _fileStart).TotalSeconds;
        double rate = done / Math.Max(seconds, 0.001);
        double time = isWhole || rate < 1 ? seconds : (all - done) / rate;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{NumberText.Of(done, options.Output.HumanReadable),15} {(all == 0 ? 100 : done * 100 / all),3}% {RateText(rate)} {TimeText(time)}");
        string rest = isWhole ? $" (xfr#{_files}, to-chk={Math.Max(0, totals.Entries - index - 1)}/{totals.Entries})" : "  ";
        console.Progress(line + rest, isFinal: isWhole && !_isOfAll);
    }

    private static string RateText(double rate)
    {
        string[] units = ["kB/s", "MB/s", "GB/s", "TB/s"];
        int unit = 0;
        for (rate /= 1024; rate >= 1024 && unit < units.Length - 1; rate /= 1024)
        {
            unit++;
        }

        return rate.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(7) + units[unit];
    }

    private static string TimeText(double seconds) => seconds is < 0 or > 9_999 * 3600.0 ? "  ??:??:??"
        : string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 3600,4}:{(int)seconds / 60 % 60:00}:{(int)seconds % 60:00}");
}
