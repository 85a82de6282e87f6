using System.Globalization;
using System.Text;
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

    /// <summary>Whether ssh may be asking the user something just now.</summary>
    public bool IsConnecting
    {
        get
        {
            lock (_lock)
            {
                return !_isFinished && _phase == Phase.Connect;
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

    /// <summary>The line as it stands now, exactly <paramref name="width"/> columns wide as far as letters are one column wide.</summary>
    public string Render(int width)
    {
        var line = new StringBuilder(width + 32);
        lock (_lock)
        {
            line.Append(title.PadRight(titleWidth)).Append("  ").Append(Word(_phase).PadRight(PhaseWidth)).Append("  ");
            if (_phase == Phase.Transfer && _filesTotal > 0)
            {
                _rate.Measure(_bytesDone);
                AppendTransfer(line);
            }
            else
            {
                line.Append(TimeText.Clock(time.GetElapsedTime(_phaseStarted)));
            }
        }

        return line.Length > width ? line.ToString(0, width) : line.ToString().PadRight(width);
    }

    private void AppendTransfer(StringBuilder line)
    {
        double share = _bytesTotal > 0 ? Math.Clamp((double)_bytesDone / _bytesTotal, 0, 1) : (double)_filesDone / _filesTotal;
        int filled = (int)(share * BarWidth);
        string total = Number(_filesTotal);
        line.Append('█', filled).Append('░', BarWidth - filled)
            .Append(CultureInfo.InvariantCulture, $" {(int)(share * 100),3}%")
            .Append("  ").Append(Number(_filesDone).PadLeft(total.Length)).Append('/').Append(total).Append(" files")
            .Append("  ").Append(ByteText.Of(_bytesDone).PadLeft(6)).Append('/').Append(ByteText.Of(_bytesTotal));
        if (_rate.BytesPerSecond is { } rate)
        {
            line.Append("  ").Append(ByteText.Of((long)rate).PadLeft(6)).Append("/s");
        }

        if (_rate.TimeFor(_bytesTotal - _bytesDone) is { } left)
        {
            // Rounded up: an ETA of nothing is never true while something is left.
            line.Append("  ").Append(TimeText.Clock(TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)))).Append(" left");
        }
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
