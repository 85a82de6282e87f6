using System.Globalization;

namespace Lockstep.Cli.Json;

/// <summary>Moments in events: UTC, to the millisecond (ISO 8601).</summary>
internal static class JsonTime
{
    /// <summary>A moment as text.</summary>
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
