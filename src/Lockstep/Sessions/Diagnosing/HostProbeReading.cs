using System.Globalization;
using System.Text;
using Lockstep.Transport.Bootstrap;
using Lockstep.Tree;

namespace Lockstep.Sessions.Diagnosing;

/// <summary>Reads what a host prints into facts. What it keeps is bounded, whatever the host prints.</summary>
/// <param name="time">The clock that the host's is compared with.</param>
internal sealed class HostProbeReading(TimeProvider time)
{
    private const int MaxLine = 4096;
    private const int MaxFacts = 100;
    private const int MaxBytes = 256 * 1024;
    private const int MaxNoise = 200;

    private readonly List<(string, string)> _facts = [];
    private readonly List<byte> _line = [];
    private int _bytes;
    private bool _hasStarted;
    private string _noise = string.Empty;
    private TimeSpan? _clockAhead;

    /// <summary>Whether everything was told.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether our agent answered in the shell's place.</summary>
    public bool IsConfined { get; private set; }

    /// <summary>What was told so far.</summary>
    public HostAnswer Answer => new(HostReach.Answered) { Noise = _noise, ClockAhead = _clockAhead, Facts = [.. _facts] };

    /// <summary>Takes a piece of the output.</summary>
    /// <exception cref="Transport.ConnectionException">It is far more than the script prints.</exception>
    public void Add(ReadOnlySpan<byte> piece)
    {
        _bytes += piece.Length;
        if (_bytes > MaxBytes)
        {
            throw new Transport.ConnectionException(
                Transport.ConnectionFailure.NoAgent,
                $"the login prints without end where a shell should answer{(_noise.Length > 0 ? $"; it began with \"{_noise}\"" : "")}. "
                + "Let the start-up files of the login's shell print nothing where there is no terminal.");
        }

        foreach (byte letter in piece)
        {
            if (letter == '\n')
            {
                Take(Encoding.UTF8.GetString([.. _line]).TrimEnd('\r'));
                _line.Clear();
            }
            else if (_line.Count < MaxLine)
            {
                _line.Add(letter);
            }
        }
    }

    private void Take(string line)
    {
        int at = line.IndexOf(HostProbeScript.Prefix, StringComparison.Ordinal);
        if (at < 0)
        {
            IsConfined |= !_hasStarted && line.StartsWith(Encoding.ASCII.GetString(BootstrapMarker.Prefix) + "forced ", StringComparison.Ordinal);
            TakeNoise(line);
            return;
        }

        // The last line of a noise that has no end stands before the first fact.
        TakeNoise(line[..at]);
        string[] words = line[(at + HostProbeScript.Prefix.Length)..].Split(' ', 2);
        (string name, string value) = (words[0], DisplayText.Of(words.ElementAtOrDefault(1)?.Trim() ?? string.Empty));
        _hasStarted |= name == HostProbeScript.Start;
        IsOver |= name == HostProbeScript.End;
        if (name == HostProbeScript.Time && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < int.MaxValue * 4L)
        {
            _clockAhead = DateTimeOffset.FromUnixTimeSeconds(seconds) - time.GetUtcNow();
        }

        if (_facts.Count < MaxFacts)
        {
            _facts.Add((name, value));
        }
    }

    private void TakeNoise(string line)
    {
        if (!_hasStarted && _noise.Length == 0 && line.Trim() is { Length: > 0 } said)
        {
            _noise = DisplayText.Of(said.Length > MaxNoise ? said[..MaxNoise] : said);
        }
    }
}
