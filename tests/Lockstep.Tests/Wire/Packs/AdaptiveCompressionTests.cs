using Lockstep.Wire.Packs;
using Xunit;

namespace Lockstep.Tests.Wire.Packs;

public sealed class AdaptiveCompressionTests
{
    private const int Pack = 1 << 20;

    [Theory]
    // link MB/s, compressor MB/s at level 1, share left by level 1, level in use
    [InlineData(0, 0, 0, 1, 1)]
    [InlineData(600, 430, 0.3, 1, 0)]
    [InlineData(600, 430, 0.3, 0, 0)]
    [InlineData(440, 430, 0.3, 0, 0)]
    [InlineData(300, 430, 0.3, 0, 1)]
    [InlineData(100, 430, 0.3, 1, 1)]
    [InlineData(50, 430, 0.3, 1, 3)]
    [InlineData(12.5, 430, 0.3, 1, 7)]
    [InlineData(12.5, 430, 0.3, 5, 5)]
    [InlineData(1, 430, 0.3, 1, 7)]
    [InlineData(12.5, 20, 0.3, 1, 1)]
    [InlineData(12.5, 10, 0.3, 1, 0)]
    [InlineData(100, 430, 0.95, 1, 1)]
    [InlineData(100, 430, 0.95, 0, 0)]
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

    [Fact]
    public void It_begins_by_compressing() => Assert.Equal(CompressionLevels.First, new AdaptiveCompression().NextLevel(ofLargeContent: false));

    [Fact]
    public void What_only_fills_buffers_says_nothing_about_the_link()
    {
        var compression = new AdaptiveCompression();
        Send(compression, bytes: Pack, writing: 1, interval: 1, times: 4);
        Assert.Equal(0, compression.Rates.LinkBytesPerSecond);
        Send(compression, bytes: Pack, writing: 80_000, interval: 80_000, times: 1);
        Assert.InRange(compression.Rates.LinkBytesPerSecond, 13e6, 13.2e6);
    }

    [Fact]
    public void A_slow_link_is_worth_a_high_level()
    {
        var compression = new AdaptiveCompression();
        Send(compression, bytes: Pack, writing: 80_000, interval: 80_000, times: 8);
        Assert.True(compression.NextLevel(ofLargeContent: false) > CompressionLevels.First);
    }

    [Fact]
    public void A_link_that_never_makes_us_wait_is_tried_without_compression()
    {
        AdaptiveCompression compression = OnUnhinderedLink();
        Assert.Equal(CompressionLevels.Raw, compression.NextLevel(ofLargeContent: false));
    }

    [Fact]
    public void The_trial_is_kept_when_the_link_takes_it_and_not_when_it_does_not()
    {
        AdaptiveCompression fast = OnUnhinderedLink();
        fast.NextLevel(ofLargeContent: false);
        Send(fast, bytes: Pack, writing: 1_000, interval: 1_100, times: 4);
        Assert.Equal(CompressionLevels.Raw, fast.NextLevel(ofLargeContent: false));

        AdaptiveCompression slow = OnUnhinderedLink();
        slow.NextLevel(ofLargeContent: false);
        Send(slow, bytes: Pack, writing: 10_000, interval: 10_000, times: 1);
        Assert.NotEqual(CompressionLevels.Raw, slow.NextLevel(ofLargeContent: false));
    }

    [Fact]
    public void Contents_that_do_not_shrink_are_sent_raw_for_longer_and_longer()
    {
        var compression = new AdaptiveCompression();
        int[] pauses = [.. Enumerable.Range(0, 6).Select(_ => PauseAfterNoGain(compression))];
        Assert.Equal([1, 2, 4, 8, AdaptiveCompression.MaxPause, AdaptiveCompression.MaxPause], pauses);
    }

    [Fact]
    public void Contents_that_shrink_again_end_the_pauses()
    {
        var compression = new AdaptiveCompression();
        PauseAfterNoGain(compression);
        PauseAfterNoGain(compression);
        compression.Compressed(ofLargeContent: false, CompressionLevels.First, Pack, Pack / 3, TimeSpan.FromMilliseconds(3));
        Assert.Equal(1, PauseAfterNoGain(compression));
    }

    [Fact]
    public void Small_and_large_contents_are_judged_apart()
    {
        var compression = new AdaptiveCompression();
        compression.Compressed(ofLargeContent: true, CompressionLevels.First, Pack, Pack, TimeSpan.FromMilliseconds(3));
        Assert.Equal(CompressionLevels.First, compression.NextLevel(ofLargeContent: false));
        Assert.Equal(CompressionLevels.Raw, compression.NextLevel(ofLargeContent: true));
    }

    /// <summary>A link of unknown speed that took everything the compressor gave it.</summary>
    private static AdaptiveCompression OnUnhinderedLink()
    {
        var compression = new AdaptiveCompression();
        Send(compression, bytes: Pack, writing: 1, interval: 1, times: 4);
        for (int i = 0; i < AdaptiveCompression.PacksBeforeTrial; i++)
        {
            Assert.Equal(CompressionLevels.First, compression.NextLevel(ofLargeContent: false));
            compression.Compressed(ofLargeContent: false, CompressionLevels.First, Pack, Pack / 3, TimeSpan.FromMicroseconds(2_500));
            Send(compression, bytes: Pack / 3, writing: 200, interval: 2_500, times: 1);
        }

        return compression;
    }

    private static void Send(AdaptiveCompression compression, long bytes, long writing, long interval, int times)
    {
        for (int i = 0; i < times; i++)
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
}
