using Lockstep.Wire.Packs;

namespace Lockstep.Tests.Wire.Packs;

/// <summary>Contents of one kind: what level 1 leaves of them, and how fast.</summary>
internal sealed record SimulatedContent(double Share, double BytesPerSecond)
{
    public static SimulatedContent Sources { get; } = new(0.25, 330e6);

    public static SimulatedContent Repetitive { get; } = new(0.05, 1000e6);

    public static SimulatedContent Random { get; } = new(1, 600e6);
}

/// <summary>Sends packs through a link that buffers, by a made-up clock: compress, then hand over what is left, which waits while the buffers are full.</summary>
/// <param name="bytesPerSecond">What the link carries.</param>
/// <param name="roundTrip">Its round trip.</param>
internal sealed class SimulatedLink(double bytesPerSecond, TimeSpan roundTrip)
{
    private const int Pack = 1 << 20;
    private const double Buffers = 8e6;
    private const double SecondsPerEncryptedByte = 2.2e-9;

    private readonly AdaptiveCompression _compression = AdaptiveCompressionTests.Behind(roundTrip);
    private double _now;
    private double _buffered;

    public double Seconds => _now + (_buffered / bytesPerSecond);

    public double Bytes { get; private set; }

    /// <summary>Sends packs as the controller says, or all at one level.</summary>
    public SimulatedLink Send(SimulatedContent content, int packs, int? level = null)
    {
        for (int i = 0; i < packs; i++)
        {
            int used = level ?? _compression.NextLevel(ofLargeContent: false);
            double share = ShareOf(content, used);
            double compressing = used == 0 ? 0 : Pack / (content.BytesPerSecond * SpeedOf(used));
            Pass(compressing);
            if (used != 0)
            {
                _compression.Compressed(ofLargeContent: false, used, Pack, (int)(Pack * share), TimeSpan.FromSeconds(compressing));
            }

            double writing = Write(Pack * share);
            _compression.Sent((long)(Pack * share), TimeSpan.FromSeconds(writing), TimeSpan.FromSeconds(compressing + writing));
        }

        return this;
    }

    private double Write(double bytes)
    {
        double start = _now;
        Pass(bytes * SecondsPerEncryptedByte);
        _buffered += bytes;
        Pass(Math.Max(_buffered - Buffers, 0) / bytesPerSecond);
        Bytes += bytes;
        return _now - start;
    }

    private void Pass(double seconds)
    {
        _now += seconds;
        _buffered = Math.Max(_buffered - (seconds * bytesPerSecond), 0);
    }

    private static double SpeedOf(int level) => level switch { 1 => 1, 3 => 0.6, 5 => 0.33, _ => 0.23 };

    private static double ShareOf(SimulatedContent content, int level)
    {
        double gain = level switch { 0 or 1 => 0, 3 => 0.15, 5 => 0.26, _ => 0.34 };
        return level == 0 ? 1 : content.Share * (1 - (gain * (1 - content.Share)));
    }
}
