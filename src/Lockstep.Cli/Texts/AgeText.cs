using System.Globalization;

namespace Lockstep.Cli.Texts;

/// <summary>Moments for people: how long ago where that is near, else the day.</summary>
internal static class AgeText
{
    /// <summary>A moment in nanoseconds since 1970 seen from now: <c>just now</c>, <c>12 min ago</c>, <c>3 h ago</c>, <c>2 days ago</c>, <c>on 2026-11-01</c>.</summary>
    public static string Of(long ns, DateTimeOffset now) => Of(DateTimeOffset.UnixEpoch.AddTicks(ns / TimeSpan.NanosecondsPerTick), now);

    /// <inheritdoc cref="Of(long, DateTimeOffset)"/>
    public static string Of(DateTimeOffset moment, DateTimeOffset now) => (now - moment) switch
    {
        // Another machine's clock is never quite ours.
        { TotalMinutes: < -1 } => string.Create(CultureInfo.InvariantCulture, $"on {moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC"),
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } age => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min ago"),
        { TotalDays: < 1 } age => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h ago"),
        { TotalDays: < 2 } => "1 day ago",
        { TotalDays: < 14 } age => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} days ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"on {moment.UtcDateTime:yyyy-MM-dd}"),
    };
}
