using Lockstep.Cli.Terminal;
using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Texts;

/// <summary>Why a path is sent or not, as one line.</summary>
internal static class VerdictLine
{
    public static string Of(RelativePath path, in PathVerdict verdict, Paint paint)
    {
        string word = verdict.Kind switch
        {
            VerdictKind.Send => paint.Green("sent"),
            VerdictKind.Descend => paint.Yellow("not sent itself, but what is included or tracked below it"),
            _ => paint.Yellow("not sent"),
        };
        string rule = verdict.Rule is null ? "no rule is against it" : verdict.Rule.ToString();
        return $"{path}: {word}: {rule}{Where(path, verdict)}";
    }

    // The directory whose verdict holds for all below it.
    private static string Where(RelativePath path, in PathVerdict verdict) => verdict.Rule is not null && verdict.MatchedLength < path.Bytes.Length
        ? $" (decides about {DisplayText.Of(path.Bytes[..verdict.MatchedLength])}/)"
        : string.Empty;
}
