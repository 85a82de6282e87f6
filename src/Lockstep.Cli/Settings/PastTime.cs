using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lockstep.Cli.Settings;

/// <summary>A moment in the past as people write it: a date and time, a time of day, or how long ago.</summary>
internal static class PastTime
{
    private static readonly string[] TimesOfDay = ["H:mm", "H:mm:ss"];

    private static readonly string[] DatesAndTimes =
    [
        "yyyy-MM-dd", "yyyy-MM-dd H:mm", "yyyy-MM-dd H:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Parses a moment that is not in the future.</summary>
    /// <param name="text">Such as <c>10m</c>, <c>14:30</c>, <c>2026-11-23 14:30</c>, <c>2026-11-23T14:30:00Z</c>.</param>
    /// <param name="time">The clock, and the zone of times without one.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="flaw">What is wrong.</param>
    public static bool TryParse(string text, TimeProvider time, out DateTimeOffset moment, [NotNullWhen(false)] out string? flaw)
    {
        DateTimeOffset now = time.GetLocalNow();
        flaw = null;
        if (Duration.TryParse(text, out TimeSpan ago, out _))
        {
            moment = now - ago;
            return true;
        }

        if (TimeOnly.TryParseExact(text, TimesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly timeOfDay))
        {
            DateTime today = now.Date + timeOfDay.ToTimeSpan();
            moment = Local(today, time) > now ? Local(today.AddDays(-1), time) : Local(today, time);
            return true;
        }

        if (!TryParseDate(text, time, out moment))
        {
            flaw = $"takes a time such as \"10m\" or \"2h\" (ago), \"14:30\", \"2026-11-23 14:30\" or \"2026-11-23T14:30:00Z\", not '{text}'";
            return false;
        }

        flaw = moment > now ? $"takes a time that has been, not '{text}'" : null;
        return flaw is null;
    }

    private static bool TryParseDate(string text, TimeProvider time, out DateTimeOffset moment)
    {
        bool isDate = DateTime.TryParseExact(text, DatesAndTimes, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime date);
        moment = !isDate ? default : date.Kind == DateTimeKind.Utc ? new DateTimeOffset(date) : Local(date, time);
        return isDate;
    }

    private static DateTimeOffset Local(DateTime date, TimeProvider time) => new(date, time.LocalTimeZone.GetUtcOffset(date));
}
