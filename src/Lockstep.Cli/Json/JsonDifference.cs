using System.Globalization;
using System.Text.Json;
using Lockstep.Cli.Texts;
using Lockstep.Plan;

namespace Lockstep.Cli.Json;

/// <summary>What somebody did to an entry, in JSON: <c>path</c>, <c>kind</c> and, where something stands there, <c>modified</c>.</summary>
internal static class JsonDifference
{
    public static void Write(Utf8JsonWriter json, in Difference difference)
    {
        JsonPath.Write(json, "path", difference.Path);
        json.WriteString("kind", DriftLine.KindOf(difference));
        if (difference.Actual.Exists)
        {
            DateTimeOffset modified = DateTimeOffset.UnixEpoch.AddTicks(difference.Actual.ModifiedNs / TimeSpan.NanosecondsPerTick);
            json.WriteString("modified", modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
        }
    }
}
