using System.Globalization;

namespace Lockstep.Rsync.Options;

/// <summary>Reads <c>--stop-after</c> and <c>--stop-at</c>.</summary>
internal static class StopArgument
{
    /// <summary>Returns when to stop; null for never.</summary>
    /// <param name="after">The argument of <c>--stop-after</c>.</param>
    /// <param name="at">The argument of <c>--stop-at</c>.</param>
    /// <param name="now">The local time.</param>
    public static RsyncStop? Read(string? after, string? at, DateTime now) =>
        at is not null ? new RsyncStop(null, ReadTime(at, now))
        : after is null ? null
        : int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) && minutes > 0
            ? new RsyncStop(TimeSpan.FromMinutes(minutes), null)
            : throw new RsyncException(RsyncExit.Usage, $"rsync: invalid --stop-after value: {after}");

    /// <summary>The next moment that fits what is given of <c>year-month-dayThour:minute</c>.</summary>
    private static DateTime ReadTime(string word, DateTime now)
    {
        string[] halves = word.Split('T', 't');
        bool hasClock = halves.Length == 2 || halves[0].Contains(':');
        string date = halves.Length == 2 || !hasClock ? halves[0] : "";
        string[] clock = hasClock ? halves[^1].Split(':') : [];
        int[]? days = Numbers(date.Length == 0 ? [] : date.Split('-', '/'));
        int? hour = clock.Length > 0 && clock[0].Length > 0 ? Number(clock[0]) : null;
        int? minute = clock.Length > 1 && clock[1].Length > 0 ? Number(clock[1]) : null;
        if (halves.Length > 2 || days is null or { Length: > 3 } || clock.Length is not (0 or 2) || hour is < 0 or > 23 || minute is < 0 or > 59)
        {
            throw new RsyncException(RsyncExit.Usage, $"rsync: invalid --stop-at format: {word}");
        }

        int? year = days.Length == 3 ? days[0] + (days[0] < 100 ? 2000 : 0) : null;
        int? month = days.Length >= 2 ? days[^2] : null;
        int? day = days.Length >= 1 ? days[^1] : null;
        for (DateTime candidate = now.Date; candidate < now.AddYears(9); candidate = candidate.AddDays(1))
        {
            bool isDay = (day ?? candidate.Day) == candidate.Day && (month ?? candidate.Month) == candidate.Month && (year ?? candidate.Year) == candidate.Year;
            if (isDay && FirstAfter(candidate, hour, minute, hasClock, now) is { } time)
            {
                return time;
            }
        }

        throw new RsyncException(RsyncExit.Usage, $"rsync: --stop-at time is not in the future: {word}");
    }

    private static DateTime? FirstAfter(DateTime day, int? hour, int? minute, bool hasClock, DateTime now)
    {
        for (int at = hour ?? 0; at <= (hour ?? (hasClock ? 23 : 0)); at++)
        {
            DateTime time = day.AddHours(at).AddMinutes(minute ?? 0);
            if (time > now)
            {
                return time;
            }
        }

        return null;
    }

    private static int[]? Numbers(string[] parts)
    {
        int[] numbers = Array.ConvertAll(parts, Number);
        return Array.Exists(numbers, number => number < 0) ? null : numbers;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
