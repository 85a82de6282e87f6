using Lockstep.Wire.Packs;
using Xunit;

namespace Lockstep.Tests.Wire.Packs;

public sealed class AdaptiveCompressionTests
{
    private const int Pack = 1 << 20;

    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(0.1);

    [Theory]
    [InlineData(1, 0.6, CompressionLevels.Raw)]
    [InlineData(20, 0.6, CompressionLevels.First)]
    [InlineData(20, 0.95, CompressionLevels.Raw)]
    public void What_goes_through_many_connections_is_compressed_sooner_and_no_harder(int connections, double share, int level)
    {
        var adaptive = new AdaptiveCompression(connections);
        Assert.Equal(CompressionLevels.First, adaptive.NextLevel(ofLargeContent: false));
        adaptive.Compressed(ofLargeContent: false, CompressionLevels.First, 1_000_000, (int)(share * 1_000_000), TimeSpan.FromMilliseconds(3));

        Assert.Equal(level, adaptive.NextLevel(ofLargeContent: false));
    }

    [Theory]
    // link MB/s, compressor MB/s at level 1, share left by level 1, level in use
    [InlineData(600, 430, 0.3, 1, 0)]
    [InlineData(600, 430, 0.3, 0, 0)]
    [InlineData(300, 330, 0.25, 1, 0)]
    [InlineData(300, 1000, 0.05, 0, 1)]
    [InlineData(1000, 1000, 0.05, 1, 1)]
    [InlineData(110, 330, 0.25, 0, 1)]
    [InlineData(300, 600, 0.15, 0, 1)]
    [InlineData(50, 430, 0.3, 1, 1)]
    [InlineData(50, 430, 0.3, 7, 1)]
    [InlineData(12.5, 1000, 0.05, 3, 1)]
    [InlineData(1, 1000, 0.05, 1, 7)]
    [InlineData(25, 430, 0.3, 1, 5)]
    [InlineData(12.5, 430, 0.3, 1, 7)]
    [InlineData(12.5, 430, 0.3, 5, 5)]
    [InlineData(1, 430, 0.3, 1, 7)]
    [InlineData(12.5, 20, 0.3, 1, 1)]
    [InlineData(12.5, 10, 0.3, 1, 0)]
    [InlineData(100, 430, 0.95, 1, 0)]
    [InlineData(1, 430, 0.95, 1, 0)]
    [InlineData(1000, 0, 0, 1, 0)]
    [InlineData(10, 0, 0, 1, 7)]
    public void The_level_follows_from_the_rates(double link, double compressor, double share, int current, int level) =>
        Assert.Equal(level, CompressionLevels.Choose(new LinkRates(link * 1e6, compressor * 1e6, share), current));

    [Fact]
    public void A_level_that_is_never_chosen_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CompressionLevels.AtFirst(level: 2, 1e6, 0.5));

    [Fact]
    public void What_is_observed_at_a_level_is_told_as_of_level_one()
    {
        (double speed, double share) = CompressionLevels.AtFirst(level: 1, 100e6, 0.5);
        Assert.Equal((100e6, 0.5), (speed, share));
        (speed, share) = CompressionLevels.AtFirst(level: 7, 23e6, 0.5 * (1 - (0.34 * 0.5)));
        Assert.Equal((100e6, 0.5), (Math.Round(speed), Math.Round(share, 9)));
    }

    [Theory]
    [InlineData(0.1, CompressionLevels.First)]
    [InlineData(9.9, CompressionLevels.First)]
    [InlineData(10, CompressionLevels.Last)]
    [InlineData(200, CompressionLevels.Last)]
    public void It_begins_low_on_a_near_link_and_high_on_a_far_one(double roundTripMs, int level) =>
        Assert.Equal(level, Behind(TimeSpan.FromMilliseconds(roundTripMs)).NextLevel(ofLargeContent: false));

    [Theory]
    // what: link MB/s, round trip ms, packs of random, of repetitive and of source contents, and how much longer than at the best fixed level it may take
    [InlineData("loopback", 290, 0.1, 0, 0, 800, 1.05)]
    [InlineData("loopback, a part repetitive", 290, 0.1, 0, 200, 400, 1)]
    [InlineData("loopback, half incompressible", 290, 0.1, 200, 0, 200, 1.05)]
    [InlineData("10 Gbit, near", 1200, 0.2, 0, 0, 800, 1.1)]
    [InlineData("1 Gbit, near", 117, 0.3, 0, 0, 800, 1.15)]
    [InlineData("1 Gbit, far", 117, 20, 0, 0, 800, 1.5)]
    [InlineData("100 Mbit, near", 12.5, 3, 0, 0, 100, 1.4)]
    [InlineData("100 Mbit, far", 12.5, 50, 0, 0, 120, 1.05)]
    [InlineData("100 Mbit, far, half incompressible", 12.5, 50, 60, 0, 60, 1.15)]
    [InlineData("10 Mbit, near", 1.25, 2, 0, 0, 60, 1.6)]
    [InlineData("10 Mbit, far", 1.25, 50, 0, 0, 60, 1.02)]
    public void It_comes_near_the_best_level_on_every_link(
        string what, double link, double roundTripMs, int random, int repetitive, int sources, double longer)
    {
        SimulatedLink SendAll(int? level) => new SimulatedLink(link * 1e6, TimeSpan.FromMilliseconds(roundTripMs))
            .Send(SimulatedContent.Random, random, level)
            .Send(SimulatedContent.Repetitive, repetitive, level)
            .Send(SimulatedContent.Sources, sources, level);

        double best = new[] { 0, 1, 3, 5, 7 }.Min(level => SendAll(level).Seconds);
        double adaptive = SendAll(level: null).Seconds;
        Assert.True(adaptive <= longer * best, $"{what}: {adaptive:f2} s, at the best fixed level {best:f2} s");
    }

    [Fact]
    public void What_is_compressed_best_is_compressed_even_over_loopback()
    {
        var link = new SimulatedLink(290e6, Near);
        link.Send(SimulatedContent.Sources, packs: 100);
        double before = link.Bytes;
        link.Send(SimulatedContent.Repetitive, packs: 100);
        Assert.True(link.Bytes - before < 25 * Pack, $"{link.Bytes - before} bytes");
    }

    [Fact]
    public void A_far_link_gets_the_highest_level_from_the_first_byte_on()
    {
        SimulatedLink link = new SimulatedLink(12.5e6, TimeSpan.FromMilliseconds(50)).Send(SimulatedContent.Sources, packs: 118);
        Assert.InRange(link.Bytes / (118.0 * Pack), 0, 0.196);
    }

    [Fact]
    public void A_link_that_never_makes_us_wait_is_taken_to_be_faster_once_its_buffers_cannot_hold_all()
    {
        var compression = Behind(TimeSpan.FromMilliseconds(50));
        long packs = AdaptiveCompression.BufferedBytes / Pack;
        Send(compression, bytes: Pack, writing: 1, interval: 1_000, packs);
        Assert.Equal(AdaptiveCompression.LongLinkBytesPerSecond, compression.Rates.LinkBytesPerSecond);
        Send(compression, bytes: Pack, writing: 1, interval: 1_000, AdaptiveCompression.PacksBeforeTrial);
        Assert.Equal(2 * AdaptiveCompression.LongLinkBytesPerSecond, compression.Rates.LinkBytesPerSecond);
    }

    [Fact]
    public void Contents_that_do_not_shrink_are_sent_raw_for_longer_and_longer()
    {
        var compression = Behind(Near);
        int[] pauses = [.. Enumerable.Range(0, 6).Select(_ => PauseAfterNoGain(compression))];
        Assert.Equal([1, 2, 4, 8, AdaptiveCompression.MaxPause, AdaptiveCompression.MaxPause], pauses);
    }

    [Fact]
    public void Contents_that_shrink_again_end_the_pauses()
    {
        var compression = Behind(Near);
        PauseAfterNoGain(compression);
        PauseAfterNoGain(compression);
        compression.Compressed(ofLargeContent: false, CompressionLevels.First, Pack, Pack / 20, TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, PauseAfterNoGain(compression));
    }

    [Fact]
    public void Small_and_large_contents_are_judged_apart()
    {
        var compression = Behind(Near);
        compression.Compressed(ofLargeContent: true, CompressionLevels.First, Pack, Pack, TimeSpan.FromMilliseconds(3));
        Assert.Equal(CompressionLevels.First, compression.NextLevel(ofLargeContent: false));
        Assert.Equal(CompressionLevels.Raw, compression.NextLevel(ofLargeContent: true));
    }

    private static void Send(AdaptiveCompression compression, long bytes, long writing, long interval, long times)
    {
        for (long i = 0; i < times; i++)
        {
            compression.Sent(bytes, TimeSpan.FromMicroseconds(writing), TimeSpan.FromMicroseconds(interval));
        }
    }

    private static int PauseAfterNoGain(AdaptiveCompression compression)
    {
        compression.Compressed(ofLargeContent: false, CompressionLevels.First, Pack, Pack, TimeSpan.FromMilliseconds(3));
        int pause = 0;
        while (compression.NextLevel(ofLargeContent: false) == CompressionLevels.Raw)
        {
            pause++;
        }

        return pause;
    }

    internal static AdaptiveCompression Behind(TimeSpan roundTrip)
    {
        var compression = new AdaptiveCompression();
        compression.Answered(roundTrip);
        return compression;
    }
}
