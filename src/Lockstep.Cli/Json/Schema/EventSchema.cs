using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lockstep.Cli.Json.Schema;

/// <summary>Writes what <c>--json</c> prints as a JSON Schema (draft 2020-12): of one line.</summary>
internal static class EventSchema
{
    /// <summary>The schema's text.</summary>
    public static string Write()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "A line of lockstep --json");
            json.WriteString("description", "Readers must ignore members and events that they do not know.");
            json.WriteStartArray("oneOf");
            foreach (EventDefinition definition in EventDefinitions.All)
            {
                Write(json, definition);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, EventDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("title", definition.Name);
        json.WriteString("description", definition.About);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        json.WriteStartObject("v");
        json.WriteNumber("const", 1);
        json.WriteEndObject();
        json.WriteStartObject("event");
        json.WriteString("const", definition.Name);
        json.WriteEndObject();
        Write(json, EventMembers.Text("target", "The target, where it is about one"));
        WriteRest(json, definition.Members, ["v", "event"]);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EventMember member)
    {
        json.WriteStartObject(member.Name);
        json.WriteString("description", member.About);
        string type = member.Kind switch
        {
            MemberKind.Text => "string",
            MemberKind.Integer => "integer",
            MemberKind.Number => "number",
            MemberKind.Flag => "boolean",
            MemberKind.Object => "object",
            _ => "array",
        };
        if (member.IsNullable)
        {
            json.WriteStartArray("type");
            json.WriteStringValue(type);
            json.WriteStringValue("null");
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("type", type);
        }

        WriteInside(json, member);
        json.WriteEndObject();
    }

    private static void WriteInside(Utf8JsonWriter json, EventMember member)
    {
        if (member.Words.Count > 0)
        {
            json.WriteStartArray("enum");
            foreach (string word in member.Words)
            {
                json.WriteStringValue(word);
            }

            json.WriteEndArray();
        }
        else if (member.Kind is MemberKind.Texts or MemberKind.Objects)
        {
            json.WriteStartObject("items");
            json.WriteString("type", member.Kind == MemberKind.Texts ? "string" : "object");
            if (member.Kind == MemberKind.Objects)
            {
                json.WriteStartObject("properties");
                WriteRest(json, member.Members, []);
            }

            json.WriteEndObject();
        }
        else if (member.Kind == MemberKind.Object)
        {
            json.WriteStartObject("properties");
            WriteRest(json, member.Members, []);
        }
    }

    /// <summary>Writes the members, ends <c>properties</c>, and says which of them are always there.</summary>
    private static void WriteRest(Utf8JsonWriter json, IReadOnlyList<EventMember> members, IEnumerable<string> alsoRequired)
    {
        foreach (EventMember member in members)
        {
            Write(json, member);
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (string name in alsoRequired.Concat(members.Where(member => !member.IsOptional).Select(member => member.Name)))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
