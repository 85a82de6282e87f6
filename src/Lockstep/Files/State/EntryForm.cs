using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// The binary form of paths, entries and edits in state files. Paths come in path order and share their beginnings.
/// <code>
/// path    shared  length  byte * length       the first <c>shared</c> bytes of the path before it, and <c>length</c> more
/// entry   head:byte  [mode  [size]  modified  [hash:byte * 16]]      head: bits 0-2 type, 0x08 = has a hash; 0 = absent, nothing follows
/// stamp   inode  changed
/// edit    path  entry  stamp
/// </code>
/// </summary>
internal static class EntryForm
{
    private const byte TypeMask = 0x07;
    private const byte HasHash = 0x08;
    private const int MaxMode = 0xfff;

    public static void WriteEntry(IBufferWriter<byte> writer, in Entry entry)
    {
        writer.WriteByte((byte)((byte)entry.Type | (entry.Content.IsKnown ? HasHash : 0)));
        if (!entry.Exists)
        {
            return;
        }

        writer.WriteInt64(entry.Mode);
        if (!entry.IsDirectory)
        {
            writer.WriteInt64(entry.Size);
        }

        writer.WriteVarInt(entry.ModifiedNs);
        if (entry.Content.IsKnown)
        {
            writer.WriteHash(entry.Content);
        }
    }

    public static Entry ReadEntry(ref ByteReader reader)
    {
        byte head = reader.ReadByte("entry head");
        var type = (EntryType)(head & TypeMask);
        if (type > EntryType.Special || (head & ~(TypeMask | HasHash)) != 0)
        {
            throw new ProtocolException($"entry head is 0x{head:x2}, which no entry has");
        }

        if (type == EntryType.None)
        {
            return Entry.Absent;
        }

        var mode = (ushort)reader.ReadInt32("mode", MaxMode);
        long size = type == EntryType.Directory ? 0 : reader.ReadInt64("size");
        long modified = reader.ReadVarInt("modification time");
        return new Entry(type, mode, size, modified, (head & HasHash) != 0 ? reader.ReadHash("content hash") : ContentHash.Unknown);
    }

    public static void WriteStamp(IBufferWriter<byte> writer, FileStamp stamp)
    {
        writer.WriteVarUInt(stamp.Inode);
        writer.WriteVarInt(stamp.ChangedNs);
    }

    public static FileStamp ReadStamp(ref ByteReader reader) => new(reader.ReadVarUInt("inode"), reader.ReadVarInt("change time"));

    /// <summary>Reads a moment in milliseconds since 1970-01-01 UTC, within what the calendar has.</summary>
    public static DateTimeOffset ReadMoment(ref ByteReader reader, string field)
    {
        long milliseconds = reader.ReadVarInt(field);
        bool isInCalendar = milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return isInCalendar ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw new ProtocolException($"{field} is {milliseconds}, which is no date");
    }

    public static void WritePath(IBufferWriter<byte> writer, RelativePath path, RelativePath previous)
    {
        int shared = path.Bytes.CommonPrefixLength(previous.Bytes);
        writer.WriteInt64(shared);
        writer.WriteSized(path.Bytes[shared..]);
    }

    public static RelativePath ReadPath(ref ByteReader reader, RelativePath previous)
    {
        int shared = reader.ReadInt32("shared length of a path", previous.Bytes.Length);
        ReadOnlySpan<byte> rest = reader.ReadSized("path", RelativePath.MaxLength - shared);
        Span<byte> path = stackalloc byte[RelativePath.MaxLength];
        previous.Bytes[..shared].CopyTo(path);
        rest.CopyTo(path[shared..]);
        return RelativePath.Parse(path[..(shared + rest.Length)]);
    }

    public static void WriteEdits(IBufferWriter<byte> writer, IReadOnlyList<EntryEdit> edits)
    {
        writer.WriteInt64(edits.Count);
        RelativePath previous = RelativePath.Root;
        foreach (EntryEdit edit in edits)
        {
            WritePath(writer, edit.Path, previous);
            WriteEntry(writer, edit.Entry);
            WriteStamp(writer, edit.Stamp);
            previous = edit.Path;
        }
    }

    public static List<EntryEdit> ReadEdits(ref ByteReader reader)
    {
        const int FewestBytes = 5;
        int count = reader.ReadCount("edits", int.MaxValue, FewestBytes);
        var edits = new List<EntryEdit>(count);
        RelativePath previous = RelativePath.Root;
        for (int i = 0; i < count; i++)
        {
            previous = ReadPath(ref reader, previous);
            Entry entry = ReadEntry(ref reader);
            edits.Add(new EntryEdit(previous, entry, ReadStamp(ref reader)));
        }

        return edits;
    }
}
