using System.Globalization;
using Lockstep.Cli.Texts;
using Lockstep.Sessions.Live;

namespace Lockstep.Cli.Terminal;

/// <summary>What is to be seen of a watch at a glance: of one target its troubles and a line, of several a row each; and the keys.</summary>
internal static class WatchPicture
{
    private const int MostTroubles = 8;
    private const int StateWidth = 12;
    private const int DelayWidth = 8;
    private const int BehindWidth = 9;

    /// <summary>The lines, none longer than the width, no more than the height.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<WatchStatus> targets, int width, int height)
    {
        IEnumerable<string> lines = targets is [var one] ? OfOne(one, height) : OfSeveral(targets, height);
        return [.. lines.Select(line => Cut(PrintableText.OfLine(line, paint: default), width))];
    }

    private static IEnumerable<string> OfOne(WatchStatus target, int height)
    {
        int most = Math.Clamp(height - 1, 1, MostTroubles);
        IReadOnlyList<string> troubles = target.Troubles;
        int shown = troubles.Count > most ? most - 1 : troubles.Count;
        string more = string.Create(CultureInfo.InvariantCulture, $"x and {troubles.Count - shown} more");
        string running = target.Running is { } command ? $", {command} runs" : "";
        return
        [
            .. troubles.Take(shown).Select(trouble => $"x {trouble}"),
            .. shown < troubles.Count ? [more] : Array.Empty<string>(),
            $"{TargetLabel.Of(target.Target)}: {NameOf(target)}{running}   {Keys(target.State == LiveState.Paused)}",
        ];
    }

    private static IEnumerable<string> OfSeveral(IReadOnlyList<WatchStatus> targets, int height)
    {
        int room = Math.Max(height - 1, 0);
        int shown = targets.Count > room ? Math.Max(room - 1, 0) : targets.Count;
        int nameWidth = targets.Max(target => ColumnWidth.Of(TargetLabel.Of(target.Target)));
        bool arePaused = targets.All(target => target.IsOver || target.State == LiveState.Paused);
        string more = string.Create(CultureInfo.InvariantCulture, $"and {targets.Count - shown} more targets");
        return
        [
            .. targets.Take(shown).Select(target => RowOf(target, nameWidth)),
            .. shown < targets.Count ? [more] : Array.Empty<string>(),
            $"all targets:   {Keys(arePaused)}",
        ];
    }

    private static string RowOf(WatchStatus target, int nameWidth)
    {
        string delay = target.LastDelay is { } last ? BatchLine.DelayOf(last) : "";
        string behind = target.Behind > 0 ? string.Create(CultureInfo.InvariantCulture, $"{target.Behind} behind") : "";
        IReadOnlyList<string> troubles = target.Troubles;
        string more = troubles.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {troubles.Count - 1} more)") : "";
        string what = target.Message is { } message ? $"x {message}"
            : troubles.Count > 0 ? $"x {troubles[0]}{more}"
            : target.Running is { } command ? $"{command} runs"
            : "";
        return $"{ColumnWidth.Pad(TargetLabel.Of(target.Target), nameWidth)}  {NameOf(target),-StateWidth}  {delay,DelayWidth}  {behind,-BehindWidth}  {what}".TrimEnd();
    }

    private static string NameOf(WatchStatus target) => target.IsOver ? "ended" : target.State switch
    {
        LiveState.Connecting => "connecting",
        LiveState.Watching => "watching",
        LiveState.Paused => "paused",
        _ => "disconnected",
    };

    private static string Keys(bool isPaused) => $"p {(isPaused ? "go on" : "pause")}  s sync now  d deploy  u undo  q quit";

    private static string Cut(string line, int width) => ColumnWidth.Of(line) <= width ? line : ColumnWidth.Cut(line, Math.Max(width - 1, 0)) + "…";
}
