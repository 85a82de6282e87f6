using Lockstep.Filters;
using Lockstep.Tree;

namespace Lockstep.Cli.Json;

/// <summary>The <c>explain</c> event: whether a path is sent, and which rule says so.</summary>
internal static class JsonVerdict
{
    public static void Show(RelativePath path, PathVerdict verdict, JsonLines lines) => lines.Write("explain", target: null, json =>
    {
        JsonPath.Write(json, "path", path);
        json.WriteString("verdict", verdict.Kind switch
        {
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
