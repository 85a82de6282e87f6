using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Cli.Terminal;
using Lockstep.Tree;

namespace Lockstep.Cli.Json;

/// <summary>Writes JSON objects as results, one a line and each at once. Safe to call from any thread.</summary>
internal sealed class JsonLines(UserOutput output)
{
    // The readers are programs, not browsers: names stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Writes one event: its head, then whatever <paramref name="writeRest"/> adds. One that is about no target has no such member.</summary>
    public void Write(string name, string? target, Action<Utf8JsonWriter> writeRest)
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
                if (target is not null)
                {
                    json.WriteString("target", target);
                }

                writeRest(json);
                json.WriteEndObject();
            }

            output.Result(Escape(Encoding.UTF8.GetString(_line.WrittenSpan)));
        }
    }

    // Names stay readable, but a reader may print them: what steers a terminal (bidirectional controls, say) stands as JSON spells it. It is found in texts only.
    private static string Escape(string json)
    {
        StringBuilder? escaped = null;
        int start = 0;
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] <= '~' || !Rune.TryGetRuneAt(json, i, out Rune rune))
            {
                continue;
            }

            if (!DisplayText.IsHarmless(rune))
            {
                escaped ??= new StringBuilder(json.Length + 16);
                escaped.Append(json, start, i - start);
                foreach (char unit in json.AsSpan(i, rune.Utf16SequenceLength))
                {
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }

                start = i + rune.Utf16SequenceLength;
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return escaped is null ? json : escaped.Append(json, start, json.Length - start).ToString();
    }
}
