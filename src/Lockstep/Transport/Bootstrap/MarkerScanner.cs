using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Tree;

namespace Lockstep.Transport.Bootstrap;

/// <summary>Finds the bootstrap's marker lines in a peer's output and hands the stream on exactly behind them.</summary>
internal sealed class MarkerScanner(CountedStream input)
{
    /// <summary>Bytes of banners and of shells' own output that we read past, in all.</summary>
    public const int MaxNoise = 64 * 1024;

    private const int MaxShownNoise = 200;
    private readonly byte[] _buffer = new byte[MaxNoise + 4096];
    private int _length;
    private int _noise;

    /// <summary>The first line of what came before a marker, printable; empty when there was none.</summary>
    public string FirstNoise { get; private set; } = "";

    /// <summary>Whether more noise came than we read past.</summary>
    public bool IsTooNoisy => _noise + _length > MaxNoise;

    /// <summary>Reads up to the next marker line and gives its words.</summary>
    /// <param name="onHeard">Called for whatever comes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The words, or null when the peer's output ended or has too much noise.</returns>
    public async Task<string[]?> ReadAsync(Action onHeard, CancellationToken cancellation)
    {
        while (true)
        {
            int start = _buffer.AsSpan(0, _length).IndexOf(BootstrapMarker.Prefix);
            int end = start < 0 ? -1 : _buffer.AsSpan(start, _length - start).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return Take(start, start + end);
            }

            if (IsTooNoisy)
            {
                KeepNoise(_length);
                return null;
            }

            int read = await input.ReadAsync(_buffer.AsMemory(_length), cancellation);
            if (read == 0)
            {
                KeepNoise(_length);
                return null;
            }

            _length += read;
            onHeard();
        }
    }

    private string[] Take(int start, int end)
    {
        KeepNoise(start);
        _noise += start;
        string[] words = DisplayText.Of(_buffer.AsSpan(start, end - start)[BootstrapMarker.Prefix.Length..]).Split(' ');
        if (end + 1 < _length)
        {
            input.PushBack(_buffer.AsSpan((end + 1).._length).ToArray());
        }

        _length = 0;
        return words;
    }

    private void KeepNoise(int length)
    {
        if (FirstNoise.Length == 0)
        {
            string text = Encoding.UTF8.GetString(_buffer.AsSpan(0, length)).Trim();
            string line = text.Split('\n', 2)[0].TrimEnd();
            FirstNoise = DisplayText.Of(line.Length > MaxShownNoise ? line[..MaxShownNoise] : line);
        }
    }
}
