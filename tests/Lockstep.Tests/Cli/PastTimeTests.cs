using Lockstep.Cli.Settings;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>How people say when.</summary>
public sealed class PastTimeTests
{
    [Theory]
    [InlineData("10m", "2026-11-23T13:50:00+01:00")]
    [InlineData("2h", "2026-11-23T12:00:00+01:00")]
    [InlineData("13:59", "2026-11-23T13:59:00+01:00")]
    [InlineData("9:05:07", "2026-11-23T09:05:07+01:00")]
    [InlineData("14:30", "2026-11-22T14:30:00+01:00")]
    [InlineData("2026-11-23", "2026-11-23T00:00:00+01:00")]
    [InlineData("2026-11-22 14:30", "2026-11-22T14:30:00+01:00")]
    [InlineData("2026-11-22T14:30:15", "2026-11-22T14:30:15+01:00")]
    [InlineData("2026-11-22T14:30:15.250", "2026-11-22T14:30:15.250+01:00")]
    [InlineData("2026-11-23T12:30:00Z", "2026-11-23T13:30:00+01:00")]
    [InlineData("2026-11-23T11:30:00-01:00", "2026-11-23T12:30:00Z")]
    public void It_is_understood(string text, string moment)
    {
        Assert.True(PastTime.TryParse(text, new Noon(), out DateTimeOffset parsed, out string? flaw), flaw);
        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), parsed);
    }

    [Theory]
    [InlineData("", "takes a time such as")]
    [InlineData("10", "takes a time such as")]
    [InlineData("25:00", "takes a time such as")]
    [InlineData("2026-13-01", "takes a time such as")]
    [InlineData("2026-11-23T12:30:00Zx", "takes a time such as")]
    [InlineData("2026-11-24", "takes a time that has been")]
    [InlineData("2026-11-23T13:00:01Z", "takes a time that has been")]
    public void It_is_refused(string text, string message)
    {
        Assert.False(PastTime.TryParse(text, new Noon(), out _, out string? flaw));
        Assert.StartsWith(message, flaw, StringComparison.Ordinal);
    }

    /// <summary>14:00 on a day in winter, one hour east of Greenwich.</summary>
    private sealed class Noon : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromHours(1), "here", "here");

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 13, 0, 0, TimeSpan.Zero);
    }
}
