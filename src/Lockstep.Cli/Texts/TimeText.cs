using System.Globalization;

namespace Lockstep.Cli.Texts;

/// <summary>Lengths of time for people.</summary>
internal static class TimeText
{
    /// <summary>How long something took: <c>0.26 s</c>, <c>12.3 s</c>, <c>2 m 05 s</c>, <c>1 h 02 m</c>.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 9.995 } => $"{time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s",
        { TotalSeconds: < 59.95 } => $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
        { TotalMinutes: < 60 } => $"{time.Minutes} m {time.Seconds:00} s",
        _ => $"{(long)time.TotalHours} h {time.Minutes:00} m",
    };

    /// <summary>A running clock: <c>0:07</c>, <c>12:30</c>, <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan time) =>
        time.TotalHours < 1 ? $"{time.Minutes}:{time.Seconds:00}" : $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}";
}
