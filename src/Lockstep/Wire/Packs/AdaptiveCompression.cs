namespace Lockstep.Wire.Packs;

/// <summary>
/// Decides pack by pack whether it is compressed, and how hard, from what the caller observed of the packs before. Reads no clock itself.
/// A link is taken to be slow when its round trips are long, until it shows otherwise. Contents that compressing gained nothing for are sent as they are
/// for a while before their neighbours are tried again.
/// </summary>
/// <param name="connections">Through how many connections each pack goes: what compressing it gains, it gains on all of them.</param>
public sealed class AdaptiveCompression(int connections = 1)
{
    /// <summary>The most packs of a kind that are sent raw before compressing it is tried again.</summary>
    public const int MaxPause = 16;

    /// <summary>
    /// So many of the first bytes may be taken without a wait by the slowest link: ssh's window, sockets and routers hold them.
    /// </summary>
    public const long BufferedBytes = 16 << 20;

    /// <summary>A link that took so many packs in a row without making the sender wait is taken to be twice as fast as thought.</summary>
    public const int PacksBeforeTrial = 16;

    /// <summary>What a link with round trips of <see cref="LongRoundTrip"/> and more is taken for: 100 Mbit/s.</summary>
    public const double LongLinkBytesPerSecond = 12.5e6;

    /// <summary>What other links are taken for: as fast as ssh encrypts.</summary>
    public const double ShortLinkBytesPerSecond = 400e6;

    /// <summary>Round trips of networks that reach beyond one place.</summary>
    public static readonly TimeSpan LongRoundTrip = TimeSpan.FromMilliseconds(10);

    // Weight of the newest observation.
    private const double Weight = 0.25;

    private readonly Pause[] _pauses = new Pause[2];
    private int _level = CompressionLevels.First;
    private int _unhindered;
    private long _sent;

    /// <summary>What was observed so far.</summary>
    public LinkRates Rates { get; private set; } = new(ShortLinkBytesPerSecond, CompressorBytesPerSecond: 0, Share: 0, connections);

    /// <summary>Takes note of how long the peer took to answer a message that gives it nothing to do.</summary>
    public void Answered(TimeSpan roundTrip)
    {
        if (roundTrip >= LongRoundTrip)
        {
            _level = CompressionLevels.Last;
            SetLink(Math.Min(Rates.LinkBytesPerSecond, LongLinkBytesPerSecond));
        }
    }

    /// <summary>The level for the next pack, or <see cref="CompressionLevels.Raw"/>.</summary>
    /// <param name="ofLargeContent">Whether the pack is part of a large content; those and packs of small contents are judged apart.</param>
    public int NextLevel(bool ofLargeContent)
    {
        ref Pause pause = ref _pauses[ofLargeContent ? 1 : 0];
        bool stillGainsNothing = pause.Left > 0 && CompressionLevels.Choose(pause.Seen with { LinkBytesPerSecond = Rates.LinkBytesPerSecond }, _level) == CompressionLevels.Raw;
        if (stillGainsNothing)
        {
            pause.Left--;
            return CompressionLevels.Raw;
        }

        // Whether compressing pays at all is for each pack to show, so that a change of the contents is noticed. How hard is for a link: all of them wait for us.
        _level = Math.Max(CompressionLevels.Choose(Rates with { Connections = 1 }, _level), CompressionLevels.First);
        return _level;
    }

    /// <summary>Takes note of a pack that was compressed.</summary>
    /// <param name="ofLargeContent">As given to <see cref="NextLevel"/>.</param>
    /// <param name="level">The level it was compressed at.</param>
    /// <param name="length">Its bytes before.</param>
    /// <param name="compressedLength">Its bytes after.</param>
    /// <param name="processor">How long a processor took to compress it.</param>
    public void Compressed(bool ofLargeContent, int level, int length, int compressedLength, TimeSpan processor)
    {
        (double speed, double share) = CompressionLevels.AtFirst(level, length / Seconds(processor), (double)compressedLength / length);
        ref Pause pause = ref _pauses[ofLargeContent ? 1 : 0];
        LinkRates seen = Rates with { CompressorBytesPerSecond = speed, Share = share };
        if (CompressionLevels.Choose(seen, level) == CompressionLevels.Raw)
        {
            int packs = Math.Clamp(2 * pause.Length, 1, MaxPause);
            pause = new Pause(packs, packs, seen);
            return;
        }

        pause = default;
        Rates = Rates with { CompressorBytesPerSecond = Blend(Rates.CompressorBytesPerSecond, speed), Share = Blend(Rates.Share, share) };
    }

    /// <summary>Takes note of a frame that was handed to the link.</summary>
    /// <param name="bytes">Its bytes as carried.</param>
    /// <param name="writing">How long the link took to accept it.</param>
    /// <param name="interval">How long it is since the frame before it was accepted; at least <paramref name="writing"/>.</param>
    public void Sent(long bytes, TimeSpan writing, TimeSpan interval)
    {
        _sent += bytes;
        if (writing * 2 >= interval)
        {
            // The link is full. Where compressing took the longer part, it would look slower than it is: ssh may have waited for us, or for our processors.
            _unhindered = 0;
            SetLink(1 / Blend(1 / Rates.LinkBytesPerSecond, Seconds(interval) / bytes));
            return;
        }

        _unhindered = writing * 4 < interval && _sent > BufferedBytes ? _unhindered + 1 : 0;
        if (_unhindered < PacksBeforeTrial)
        {
            return;
        }

        _unhindered = 0;
        SetLink(Math.Max(Rates.LinkBytesPerSecond, Math.Min(2 * Rates.LinkBytesPerSecond, ShortLinkBytesPerSecond)));
    }

    private void SetLink(double bytesPerSecond) => Rates = Rates with { LinkBytesPerSecond = bytesPerSecond };

    private static double Blend(double known, double observed) => known > 0 ? known + (Weight * (observed - known)) : observed;

    // A clock's tick is the shortest time that can have passed.
    private static double Seconds(TimeSpan elapsed) => Math.Max(elapsed.TotalSeconds, 1e-7);

    /// <summary>How many packs of a kind are sent raw in a row, how many of them are to come, and what the compressed pack before them showed.</summary>
    private record struct Pause(int Length, int Left, LinkRates Seen);
}
