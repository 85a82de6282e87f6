using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Cli.Terminal;

namespace Lockstep.Cli.Json;

/// <summary>Writes JSON objects as results, one a line and each at once. Safe to call from any thread.</summary>
internal sealed class JsonLines(UserOutput output)
{
    // The readers are programs, not browsers: names stay readable, and control characters are escaped all the same.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Writes one event: its head, then whatever <paramref name="writeRest"/> adds.</summary>
    public void Write(string name, string target, Action<Utf8JsonWriter> writeRest)
    {
        const int Version = 1;
        lock (_lock)
        {
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line, Options))
            {
                json.WriteStartObject();
                json.WriteNumber("v", Version);
                json.WriteString("event", name);
                json.WriteString("target", target);
                writeRest(json);
                json.WriteEndObject();
            }

            output.Result(Encoding.UTF8.GetString(_line.WrittenSpan));
        }
    }
}
