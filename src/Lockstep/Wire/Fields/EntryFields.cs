using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Fields;

/// <summary>
/// An entry in a message. An absent one is the first byte alone, which is then 0.
/// <code>
/// | type, plus 0x80 when the content hash follows: 1 | mode: v | size: v, if it has content | modified ns: 8 | content hash: 16, if any |
/// </code>
/// </summary>
internal static class EntryFields
{
    private const ushort MaxMode = 0xfff;
    private const byte HashFollows = 0x80;

    extension(IBufferWriter<byte> writer)
    {
        /// <summary>Writes an entry.</summary>
        public void WriteEntry(in Entry entry)
        {
            bool hasHash = entry.Content.IsKnown;
            writer.WriteByte((byte)((byte)entry.Type | (hasHash ? HashFollows : 0)));
            if (!entry.Exists)
            {
                return;
            }

            writer.WriteInt64(entry.Mode);
            if (entry.HasContent)
            {
                writer.WriteInt64(entry.Size);
            }

            writer.WriteFixedUInt64((ulong)entry.ModifiedNs);
            if (hasHash)
            {
                writer.WriteHash(entry.Content);
            }
        }
    }

    extension(ref ByteReader reader)
    {
        /// <summary>Reads an entry whose values can stand together.</summary>
        public Entry ReadEntry()
        {
            byte first = reader.ReadByte("entry type");
            var type = (EntryType)(first & ~HashFollows);
            bool hasContent = type is EntryType.File or EntryType.Symlink;
            bool hasHash = (first & HashFollows) != 0;
            if (type > EntryType.Special || (hasHash && !hasContent))
            {
                throw new ProtocolException($"entry type is 0x{first:x2}, which is none");
            }

            if (type == EntryType.None)
            {
                return Entry.Absent;
            }

            ushort mode = (ushort)reader.ReadInt32("mode", MaxMode);
            long size = hasContent ? reader.ReadInt64("size") : 0;
            var modifiedNs = (long)reader.ReadFixedUInt64("modification time");
            return new Entry(type, mode, size, modifiedNs, hasHash ? reader.ReadKnownHash("content hash") : ContentHash.Unknown);
        }
    }
}
