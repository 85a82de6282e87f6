using System.Globalization;
using Lockstep.Cli.Terminal;
using Lockstep.Plan;

namespace Lockstep.Cli.Texts;

/// <summary>One change as one line: a marker and the path, <c>+</c> new, <c>~</c> changed, <c>-</c> removed, <c>&gt;</c> moved.</summary>
internal static class ChangeLine
{
    public static string Of(in Change change, Paint paint) => change.Kind switch
    {
        ChangeKind.Add => $"{paint.Green("+")} {PathOf(change)}",
        ChangeKind.Update => $"{paint.Yellow("~")} {PathOf(change)}",
        ChangeKind.Delete => $"{paint.Red("-")} {PathOf(change)}",
        ChangeKind.Rename => $"{paint.Cyan(">")} {change.Source} -> {change.Path}",
        _ => $"{paint.Yellow("~")} {PathOf(change)} ({MetadataOf(change)})",
    };

    // A directory is told from a file by its slash, as ls -p does.
    private static string PathOf(in Change change) => change.After.IsDirectory || (!change.After.Exists && change.Before.IsDirectory) ? $"{change.Path}/" : $"{change.Path}";

    private static string MetadataOf(in Change change) => change.Before.Mode != change.After.Mode
        ? string.Create(CultureInfo.InvariantCulture, $"mode {Octal(change.Before.Mode)} to {Octal(change.After.Mode)}")
        : "time";

    private static string Octal(ushort mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}
