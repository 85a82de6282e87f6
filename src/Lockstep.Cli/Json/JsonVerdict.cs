using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Json;

/// <summary>The <c>explain</c> event: whether a path is sent, and which rule says so.</summary>
internal static class JsonVerdict
{
    public static void Show(RelativePath path, EntryType type, PathVerdict verdict, JsonLines lines) => lines.Write("explain", target: null, json =>
    {
        JsonPath.Write(json, "path", path);
        json.WriteBoolean("exists", type != EntryType.None);
        json.WriteString("verdict", verdict.Kind switch
        {
            _ when type == EntryType.Special => "not_sent",
            VerdictKind.Send => "sent",
            VerdictKind.Descend => "below",
            _ => "not_sent",
        });
        if (verdict.Rule is { } rule)
        {
            json.WriteString("rule", rule.ToString());
            json.WriteString("decides_about", DisplayText.Of(path.Bytes[..verdict.MatchedLength]));
        }
        else
        {
            json.WriteNull("rule");
        }
    });
}
