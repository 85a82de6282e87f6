using System.Globalization;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;
using Lockstep.Sessions.Live;

namespace Lockstep.Cli.Texts;

/// <summary>One batch of a watch as one line: when, what, how much, and how long after the save it stood on the server.</summary>
internal static class BatchLine
{
    /// <summary>The line, without its end.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="only">The change, if there was only one.</param>
    /// <param name="now">The time of day.</param>
    /// <param name="paint">Colours.</param>
    public static string Of(LiveBatch batch, Change? only, DateTimeOffset now, Paint paint)
    {
        string what = only is { } change ? ChangeLine.Of(change, paint) : CountOf(batch);
        string bytes = batch.Summary.BytesContent > 0 ? $", {ByteText.Of(batch.Summary.BytesContent)}" : string.Empty;
        string delay = batch.Delay is { } time ? $", {DelayOf(time)}" : string.Empty;
        return $"{paint.Dim(now.ToString("HH:mm:ss", CultureInfo.InvariantCulture))}  {what}{bytes}{delay}";
    }

    private static string CountOf(LiveBatch batch)
    {
        (int Count, string Word)[] counts =
        [
            (batch.Summary.Added, "new"), (batch.Summary.Updated, "updated"), (batch.Summary.Renamed, "renamed"), (batch.Summary.Deleted, "removed"),
        ];
        string[] parts = [.. counts.Where(item => item.Count > 0).Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Count:N0} {item.Word}"))];
        return parts.Length == 0 ? "nothing to send" : string.Join(", ", parts);
    }

    /// <summary>A time from a save until it stood on the server.</summary>
    public static string DelayOf(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms")
        : TimeText.Of(time);
}
