using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Xunit;

namespace Lockstep.Tests.Cli;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("90s", 90.0)]
    [InlineData("10m", 600.0)]
    [InlineData("1h30m", 5400.0)]
    [InlineData("14d", 1_209_600.0)]
    [InlineData("2w", 1_209_600.0)]
    [InlineData("", null)]
    [InlineData("0s", null)]
    [InlineData("10", null)]
    [InlineData("m", null)]
    [InlineData("1.5h", null)]
    [InlineData("-1s", null)]
    [InlineData("1 h", null)]
    [InlineData("1M", null)]
    [InlineData("99999999999s", null)]
    [InlineData("4000d", null)]
    [InlineData("2147483647w", null)]
    public void Durations(string text, double? seconds)
    {
        bool isDuration = Duration.TryParse(text, out TimeSpan duration, out _);

        Assert.Equal(seconds, isDuration ? duration.TotalSeconds : null);
    }

    [Theory]
    [InlineData("1B", 1L)]
    [InlineData("512KiB", 524_288L)]
    [InlineData("10MB", 10_000_000L)]
    [InlineData("1.5GiB", 1_610_612_736L)]
    [InlineData("1gib", 1_073_741_824L)]
    [InlineData("3 TB", 3_000_000_000_000L)]
    [InlineData("", null)]
    [InlineData("10", null)]
    [InlineData("0MB", null)]
    [InlineData("-1MB", null)]
    [InlineData("10M", null)]
    [InlineData("1,5MB", null)]
    [InlineData("99999999999TB", null)]
    public void Sizes(string text, long? expected)
    {
        bool isSize = ByteSize.TryParse(text, out long bytes, out _);

        Assert.Equal(expected, isSize ? bytes : null);
    }

    [Theory]
    [InlineData("500KiB/s", 512_000L)]
    [InlineData("10MB", 10_000_000L)]
    [InlineData("10MB/h", null)]
    public void Rates(string text, long? expected)
    {
        bool isRate = ByteSize.TryParseRate(text, out long bytes, out _);

        Assert.Equal(expected, isRate ? bytes : null);
    }

    [Theory]
    [InlineData(0L, "0 B")]
    [InlineData(999L, "999 B")]
    [InlineData(1_000L, "1.0 KB")]
    [InlineData(10_234L, "10 KB")]
    [InlineData(999_499L, "999 KB")]
    [InlineData(999_500L, "1.0 MB")]
    [InlineData(1_300_000_000L, "1.3 GB")]
    [InlineData(long.MaxValue, "9.2 EB")]
    public void Bytes_for_people(long bytes, string text) => Assert.Equal(text, ByteText.Of(bytes));

    [Theory]
    [InlineData(0.264, "0.26 s", "0:00")]
    [InlineData(9.996, "10.0 s", "0:09")]
    [InlineData(59.9, "59.9 s", "0:59")]
    [InlineData(59.96, "0 m 59 s", "0:59")]
    [InlineData(125, "2 m 05 s", "2:05")]
    [InlineData(3725, "1 h 02 m", "1:02:05")]
    [InlineData(90_000, "25 h 00 m", "25:00:00")]
    public void Times_for_people(double seconds, string text, string clock) =>
        Assert.Equal((text, clock), (TimeText.Of(TimeSpan.FromSeconds(seconds)), TimeText.Clock(TimeSpan.FromSeconds(seconds))));

    [Theory]
    [InlineData("exlude", "exclude")]
    [InlineData("prdo", "prod")]
    [InlineData("PROD", "prod")]
    [InlineData("gpu1", "gpu")]
    [InlineData("staging", null)]
    [InlineData("x", null)]
    public void Suggestions(string word, string? meant) => Assert.Equal(meant, Suggestion.For(word, ["exclude", "prod", "gpu"]));
}
