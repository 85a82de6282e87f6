using System.Globalization;
using Lockstep.Cli.Texts;
using Lockstep.Sessions;

namespace Lockstep.Cli.Terminal;

/// <summary>One target's line in the live block: what it is busy with, how far it is, how fast, how long still.</summary>
internal sealed class ProgressRow(string title, int titleWidth, TimeProvider time)
{
    private const int BarWidth = 20;
    private const int PhaseWidth = 10;

    private readonly Lock _lock = new();
    private readonly TransferRate _rate = new(time);
    private Phase? _phase;
    private long _phaseStarted;
    private bool _isFinished;
    private int _filesDone;
    private int _filesTotal;
    private long _bytesDone;
    private long _bytesTotal;

    /// <summary>For how long the target is being connected to, and ssh may be asking the user something; null when it is not.</summary>
    public TimeSpan? Connecting
    {
        get
        {
            lock (_lock)
            {
                return !_isFinished && _phase == Phase.Connect ? time.GetElapsedTime(_phaseStarted) : null;
            }
        }
    }

    /// <summary>Whether the target is over and done with.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_lock)
            {
                return _isFinished;
            }
        }
    }

    /// <summary>Whether the target's turn has come and is not over: only then it has a line.</summary>
    public bool IsActive
    {
        get
        {
            lock (_lock)
            {
                return !_isFinished && _phase is not null;
            }
        }
    }

    public string Title => title;

    public void Start(Phase phase)
    {
        lock (_lock)
        {
            _phase = phase;
            _phaseStarted = time.GetTimestamp();
        }
    }

    public void Progress(int filesDone, int filesTotal, long bytesDone, long bytesTotal)
    {
        lock (_lock)
        {
            (_filesDone, _filesTotal, _bytesDone, _bytesTotal) = (filesDone, filesTotal, bytesDone, bytesTotal);
            _rate.Measure(bytesDone);
        }
    }

    public void Finish()
    {
        lock (_lock)
        {
            _isFinished = true;
        }
    }

    /// <summary>
    /// The line as it stands now, exactly <paramref name="width"/> columns wide. Where they are too few, it does without
    /// the bar, then the files, then the rate: how much is done and how long it still takes is what a user waits for.
    /// </summary>
    public string Render(int width)
    {
        string line;
        lock (_lock)
        {
            line = $"{ColumnWidth.Pad(title, titleWidth)}  {Word(_phase),-PhaseWidth}  {(_phase == Phase.Transfer && _filesTotal > 0
                ? Transfer(width - titleWidth - PhaseWidth - 4)
                : TimeText.Clock(time.GetElapsedTime(_phaseStarted)))}";
        }

        return ColumnWidth.Pad(ColumnWidth.Cut(line, width), width);
    }

    /// <summary>The same for a log: <c>prod: sending 30%, 300/1,200 files, 12 MB/40 MB, 4.0 MB/s, 0:07 left</c>.</summary>
    public string Line()
    {
        lock (_lock)
        {
            if (_phase != Phase.Transfer || _filesTotal == 0)
            {
                return $"{title}: {Word(_phase)}, {TimeText.Clock(time.GetElapsedTime(_phaseStarted))}";
            }

            int percent = (int)(MeasureShare() * 100);
            string done = $"{Number(_filesDone)}/{Number(_filesTotal)} files, {ByteText.Of(_bytesDone)}/{ByteText.Of(_bytesTotal)}";
            string rate = _rate.BytesPerSecond is { } perSecond ? $", {ByteText.Of((long)perSecond)}/s" : "";
            string left = Left() is { } clock ? $", {clock} left" : "";
            return $"{title}: {Word(_phase)} {Number(percent)}%, {done}{rate}{left}";
        }
    }

    private double MeasureShare()
    {
        _rate.Measure(_bytesDone);
        return _bytesTotal > 0 ? Math.Clamp((double)_bytesDone / _bytesTotal, 0, 1) : (double)_filesDone / _filesTotal;
    }

    // Rounded up: an ETA of nothing is never true while something is left.
    private string? Left() =>
        _rate.TimeFor(_bytesTotal - _bytesDone) is { } time ? TimeText.Clock(TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds))) : null;

    private string Transfer(int width)
    {
        double share = MeasureShare();
        int filled = (int)(share * BarWidth);
        string total = Number(_filesTotal);
        string bar = $"{new string('█', filled)}{new string('░', BarWidth - filled)} ";
        string percent = $"{((int)(share * 100)).ToString(CultureInfo.InvariantCulture),3}%";
        string files = $"  {Number(_filesDone).PadLeft(total.Length)}/{total} files";
        string bytes = $"  {ByteText.Of(_bytesDone),6}/{ByteText.Of(_bytesTotal)}";
        string rate = _rate.BytesPerSecond is { } perSecond ? $"  {ByteText.Of((long)perSecond),6}/s" : "";
        string left = Left() is { } clock ? $"  {clock} left" : "";
        string[] forms = [bar + percent + files + bytes + rate + left, percent + files + bytes + rate + left, percent + bytes + rate + left, percent + bytes + left];
        return Array.Find(forms, form => form.Length <= width) ?? percent + left;
    }

    private static string Word(Phase? phase) => phase switch
    {
        Phase.Connect => "connecting",
        Phase.Scan => "scanning",
        Phase.Compare => "comparing",
        Phase.Transfer => "sending",
        Phase.Commit => "committing",
        _ => "deploying",
    };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
