namespace Lockstep.Wire.Packs;

/// <summary>
/// Decides pack by pack whether it is compressed, and how hard, from what the caller observed of the packs before. Reads no clock itself.
/// Contents that did not shrink are sent as they are for a while before compressing their kind is tried again.
/// </summary>
public sealed class AdaptiveCompression
{
    /// <summary>What is left of contents that are not worth compressing.</summary>
    public const double IncompressibleShare = 0.95;

    /// <summary>The most packs of a kind that are sent raw before compressing it is tried again.</summary>
    public const int MaxPause = 16;

    /// <summary>The first bytes sent only fill buffers on their way and say nothing about the link.</summary>
    public const long BufferedBytes = 4 << 20;

    /// <summary>After so many packs in a row that the link took without making the sender wait, a raw one tries how much more it takes.</summary>
    public const int PacksBeforeTrial = 8;

    // Weight of the newest observation.
    private const double Weight = 0.25;

    private readonly Pause[] _pauses = new Pause[2];
    private int _level = CompressionLevels.First;
    private int _unhindered;
    private long _sent;

    /// <summary>What was observed so far.</summary>
    public LinkRates Rates { get; private set; }

    /// <summary>The level for the next pack, or <see cref="CompressionLevels.Raw"/>.</summary>
    /// <param name="ofLargeContent">Whether the pack is part of a large content; those and packs of small contents are judged apart.</param>
    public int NextLevel(bool ofLargeContent)
    {
        ref Pause pause = ref _pauses[ofLargeContent ? 1 : 0];
        if (pause.Left > 0)
        {
            pause.Left--;
            return CompressionLevels.Raw;
        }

        _level = CompressionLevels.Choose(Rates, _level);
        if (_unhindered < PacksBeforeTrial)
        {
            return _level;
        }

        _unhindered = 0;
        return CompressionLevels.Raw;
    }

    /// <summary>Takes note of a pack that was compressed.</summary>
    /// <param name="ofLargeContent">As given to <see cref="NextLevel"/>.</param>
    /// <param name="level">The level it was compressed at.</param>
    /// <param name="length">Its bytes before.</param>
    /// <param name="compressedLength">Its bytes after.</param>
    /// <param name="elapsed">How long compressing it took.</param>
    public void Compressed(bool ofLargeContent, int level, int length, int compressedLength, TimeSpan elapsed)
    {
        double share = (double)compressedLength / length;
        ref Pause pause = ref _pauses[ofLargeContent ? 1 : 0];
        if (share > IncompressibleShare)
        {
            pause.Length = Math.Clamp(2 * pause.Length, 1, MaxPause);
            pause.Left = pause.Length;
            return;
        }

        pause = default;
        (double speed, share) = CompressionLevels.AtFirst(level, length / Seconds(elapsed), share);
        Rates = Rates with { CompressorBytesPerSecond = Blend(Rates.CompressorBytesPerSecond, speed), Share = Blend(Rates.Share, share) };
    }

    /// <summary>Takes note of a frame that was handed to the link.</summary>
    /// <param name="bytes">Its bytes as carried.</param>
    /// <param name="writing">How long the link took to accept it.</param>
    /// <param name="interval">How long it is since the frame before it was accepted; at least <paramref name="writing"/>.</param>
    public void Sent(long bytes, TimeSpan writing, TimeSpan interval)
    {
        _sent += bytes;
        if (_sent <= BufferedBytes)
        {
            return;
        }

        double rate = bytes / Seconds(interval);
        bool isLinkTheBottleneck = writing * 2 >= interval;
        _unhindered = isLinkTheBottleneck ? 0 : _unhindered + 1;

        // A link that did not make us wait takes at least this much, and nobody knows how much more.
        Rates = Rates with
        {
            LinkBytesPerSecond = isLinkTheBottleneck ? Blend(Rates.LinkBytesPerSecond, rate) : Math.Max(Rates.LinkBytesPerSecond, rate),
        };
    }

    private static double Blend(double known, double observed) => known > 0 ? known + (Weight * (observed - known)) : observed;

    // A clock's tick is the shortest time that can have passed.
    private static double Seconds(TimeSpan elapsed) => Math.Max(elapsed.TotalSeconds, 1e-7);

    private struct Pause
    {
        public int Length;
        public int Left;
    }
}
