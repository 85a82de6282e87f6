using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>The two kinds of text that travel: what is shown to people, and what programs are given.</summary>
internal static class TextFields
{
    private static ReadOnlySpan<byte> Ellipsis => "..."u8;

    extension(IBufferWriter<byte> writer)
    {
        /// <summary>Writes text for people with its length before it, cut where it is longer than the peer would take.</summary>
        public void WriteDisplayText(string text, int maximum)
        {
            ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length <= maximum)
            {
                writer.WriteSized(bytes);
                return;
            }

            int length = maximum - Ellipsis.Length;
            while ((bytes[length] & 0xc0) == 0x80)
            {
                length--;
            }

            writer.WriteSized([.. bytes[..length], .. Ellipsis]);
        }

        /// <summary>Writes what people should be told, with the number of notes before them.</summary>
        public void WriteNotes(IReadOnlyList<string> notes)
        {
            writer.WriteInt64(notes.Count);
            foreach (string note in notes)
            {
                writer.WriteDisplayText(note, WireLimits.MaxText);
            }
        }
    }

    extension(ref ByteReader reader)
    {
        /// <summary>Reads text for people: whatever the peer put into it is safe to print.</summary>
        public string ReadDisplayText(string field, int maximum) => DisplayText.Of(reader.ReadSized(field, maximum));

        /// <summary>Reads what people should be told.</summary>
        public string[] ReadNotes()
        {
            var notes = new string[reader.ReadCount("notes", WireLimits.MaxNotes)];
            for (int i = 0; i < notes.Length; i++)
            {
                notes[i] = reader.ReadDisplayText("note", WireLimits.MaxText);
            }

            return notes;
        }

        /// <summary>Reads text that a program is given: UTF-8 without NUL, or an error.</summary>
        public string ReadExactText(string field, int maximum)
        {
            ReadOnlySpan<byte> bytes = reader.ReadSized(field, maximum);
            return Utf8.IsValid(bytes) && !bytes.Contains((byte)0)
                ? Encoding.UTF8.GetString(bytes)
                : throw new ProtocolException($"{field} '{DisplayText.Of(bytes)}' is no UTF-8 text without NUL");
        }
    }
}
