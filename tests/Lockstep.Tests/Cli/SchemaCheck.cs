using System.Text.Json;
using Lockstep.Cli.Json.Schema;
using Xunit;

namespace Lockstep.Tests.Cli;

/// <summary>
/// Holds what a command printed against the schema that users are given. It knows the words that this schema is written in and no others, and is stricter in
/// one point: a member that the schema does not name is one that somebody forgot to write down.
/// </summary>
internal static class SchemaCheck
{
    private static readonly JsonElement Schema = JsonElement.Parse(EventSchema.Write());

    /// <summary>Fails where a line of <c>--json</c> is not as the schema says.</summary>
    public static JsonElement Checked(JsonElement line)
    {
        string name = line.GetProperty("event").GetString()!;
        JsonElement[] kinds = [.. Schema.GetProperty("oneOf").EnumerateArray().Where(kind => kind.GetProperty("title").GetString() == name)];
        Assert.True(kinds.Length == 1, $"the schema has {kinds.Length} events '{name}' (Json/Schema/EventDefinitions)");
        Check(line, kinds[0], name);
        return line;
    }

    private static void Check(JsonElement value, JsonElement schema, string at)
    {
        foreach (JsonProperty word in schema.EnumerateObject())
        {
            switch (word.Name)
            {
                case "type":
                    string[] types = word.Value.ValueKind == JsonValueKind.Array ? [.. word.Value.EnumerateArray().Select(type => type.GetString()!)] : [word.Value.GetString()!];
                    Assert.True(types.Any(type => Has(value, type)), $"{at} is {value.GetRawText()} and should be {string.Join(" or ", types)}");
                    break;
                case "const":
                    Assert.Equal(word.Value.GetRawText(), value.GetRawText());
                    break;
                case "enum":
                    Assert.True(word.Value.EnumerateArray().Any(one => one.GetRawText() == value.GetRawText()), $"{at} is {value.GetRawText()}, which the schema does not know");
                    break;
                case "properties":
                    CheckMembers(value, word.Value, at);
                    break;
                case "required":
                    Assert.All(word.Value.EnumerateArray(), needed => Assert.True(
                        value.ValueKind == JsonValueKind.Null || value.TryGetProperty(needed.GetString()!, out _), $"{at} lacks {needed.GetString()}: {value.GetRawText()}"));
                    break;
                case "items":
                    Assert.All(value.EnumerateArray(), item => Check(item, word.Value, at));
                    break;
                case "title" or "description":
                    break;
                default:
                    Assert.Fail($"this check does not know the word '{word.Name}'");
                    break;
            }
        }
    }

    private static void CheckMembers(JsonElement value, JsonElement properties, string at)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            Assert.True(properties.TryGetProperty(member.Name, out JsonElement known), $"{at} has '{member.Name}', which the schema does not name (Json/Schema/EventDefinitions)");
            Check(member.Value, known, $"{at}.{member.Name}");
        }
    }

    private static bool Has(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Null,
    };
}
