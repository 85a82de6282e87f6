using Lockstep.Cli.Terminal;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>Why a path is sent or not, as one line.</summary>
internal static class VerdictLine
{
    /// <summary>The line.</summary>
    /// <param name="path">The path.</param>
    /// <param name="type">What stands there.</param>
    /// <param name="verdict">What the rules say.</param>
    /// <param name="paint">Colours.</param>
    public static string Of(RelativePath path, EntryType type, in PathVerdict verdict, Paint paint)
    {
        if (type == EntryType.Special && verdict.Kind != VerdictKind.Protect)
        {
            return $"{path}: {paint.Yellow("not sent")}: a FIFO, socket or device, which no push sends";
        }

        string word = verdict.Kind switch
        {
            VerdictKind.Send => paint.Green("sent"),
            VerdictKind.Descend => paint.Yellow("not sent itself, but what is included or tracked below it"),
            _ => paint.Yellow("not sent"),
        };
        string rule = verdict.Rule is null ? "no rule is against it" : verdict.Rule.ToString();
        string absent = type == EntryType.None ? ", but nothing stands there" : string.Empty;
        return $"{path}: {word}: {rule}{Where(path, verdict)}{absent}";
    }

    // The directory whose verdict holds for all below it.
    private static string Where(RelativePath path, in PathVerdict verdict) => verdict.Rule is not null && verdict.MatchedLength < path.Bytes.Length
        ? $" (decides about {DisplayText.Of(path.Bytes[..verdict.MatchedLength])}/)"
        : string.Empty;
}
