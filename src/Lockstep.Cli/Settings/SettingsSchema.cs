using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lockstep.Cli.Settings;

/// <summary>
/// Writes <see cref="SettingsKeys"/> as a JSON Schema (draft 7, which editors' TOML extensions read): a settings file that begins with
/// <c>#:schema FILE</c> is completed and checked while it is written.
/// </summary>
internal static class SettingsSchema
{
    /// <summary>The schema's text.</summary>
    public static string Write()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
            json.WriteString("title", "lockstep.toml");
            json.WriteString("type", "object");
            json.WriteBoolean("additionalProperties", false);
            json.WriteStartObject("properties");
            foreach (IGrouping<string, SettingsKey> table in SettingsKeys.ByTable)
            {
                WriteTable(json, table.Key, [.. table]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void WriteTable(Utf8JsonWriter json, string header, IReadOnlyList<SettingsKey> keys)
    {
        const string Named = ".NAME]";
        string name = header.Trim('[', ']').Split('.')[0];
        switch (header)
        {
            case "":
                WriteKeys(json, keys);
                return;
            case ['[', '[', ..]:
                json.WriteStartObject(name);
                json.WriteString("type", "array");
                json.WriteStartObject("items");
                WriteObject(json, keys);
                json.WriteEndObject();
                json.WriteEndObject();
                return;
            case var _ when header.EndsWith(Named, StringComparison.Ordinal):
                json.WriteStartObject(name);
                json.WriteString("type", "object");
                json.WriteStartObject("additionalProperties");
                WriteObject(json, keys);
                json.WriteEndObject();
                json.WriteEndObject();
                return;
            default:
                json.WriteStartObject(name);
                WriteObject(json, keys);
                json.WriteEndObject();
                return;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IReadOnlyList<SettingsKey> keys)
    {
        json.WriteString("type", "object");
        if (keys is [{ Name: "NAME" } any])
        {
            json.WriteStartObject("additionalProperties");
            WriteValue(json, any);
            json.WriteEndObject();
            return;
        }

        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        WriteKeys(json, keys);
        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (SettingsKey key in keys.Where(key => key.IsNeeded))
        {
            json.WriteStringValue(key.Name);
        }

        json.WriteEndArray();
    }

    private static void WriteKeys(Utf8JsonWriter json, IEnumerable<SettingsKey> keys)
    {
        foreach (SettingsKey key in keys)
        {
            json.WriteStartObject(key.Name);
            WriteValue(json, key);
            json.WriteEndObject();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, SettingsKey key)
    {
        json.WriteString("description", key.Default.Length > 0 ? $"{key.About} (default: {key.Default})" : key.About);
        json.WriteString("type", key.Value switch
        {
            SettingsValue.Text => "string",
            SettingsValue.Flag => "boolean",
            _ => "array",
        });
        if (key.Value == SettingsValue.Texts)
        {
            json.WriteStartObject("items");
            json.WriteString("type", "string");
            WriteWords(json, key.Words);
            json.WriteEndObject();
        }
        else
        {
            WriteWords(json, key.Words);
        }
    }

    private static void WriteWords(Utf8JsonWriter json, IReadOnlyList<string> words)
    {
        if (words.Count > 0)
        {
            json.WriteStartArray("enum");
            foreach (string word in words)
            {
                json.WriteStringValue(word);
            }

            json.WriteEndArray();
        }
    }
}
