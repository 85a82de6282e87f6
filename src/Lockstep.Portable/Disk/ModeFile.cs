using System.Buffers.Binary;
using Lockstep.Tree;

namespace Lockstep.Portable.Disk;

/// <summary>
/// A file that remembers permission bits: records of 36 bytes, the later of two for one entry holds. Losing it costs no more
/// than the bits of what git does not track, so that trouble with it is nobody's.
/// </summary>
internal sealed class ModeFile(string path)
{
    private const int RecordLength = 36;
    private const int SetFlag = 0x8000;

    /// <summary>More than this is begun anew: half a million entries.</summary>
    private const long MostBytes = 18_000_000;

    private readonly Lock _lock = new();

    /// <summary>All that is remembered, oldest first.</summary>
    public IEnumerable<KeptMode> Read()
    {
        byte[] content;
        try
        {
            content = File.Exists(path) ? File.ReadAllBytes(path) : [];
            if (content.Length > MostBytes)
            {
                File.Delete(path);
                content = [];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            content = [];
        }

        for (int at = 0; at + RecordLength <= content.Length; at += RecordLength)
        {
            yield return Decode(content.AsSpan(at, RecordLength));
        }
    }

    /// <summary>Remembers one more.</summary>
    public void Add(in KeptMode kept)
    {
        Span<byte> record = stackalloc byte[RecordLength];
        Encode(kept, record);
        lock (_lock)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                file.Write(record);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is remembered for as long as this process lives.
            }
        }
    }

    private static void Encode(in KeptMode kept, Span<byte> record)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(record, kept.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], kept.Inode);
        BinaryPrimitives.WriteUInt16LittleEndian(record[16..], (ushort)kept.Type);
        BinaryPrimitives.WriteUInt16LittleEndian(record[18..], (ushort)(kept.Mode | (kept.IsSet ? SetFlag : 0)));
        BinaryPrimitives.WriteInt64LittleEndian(record[20..], kept.ModifiedNs);
        BinaryPrimitives.WriteInt64LittleEndian(record[28..], kept.Size);
    }

    private static KeptMode Decode(ReadOnlySpan<byte> record)
    {
        int mode = BinaryPrimitives.ReadUInt16LittleEndian(record[18..]);
        return new KeptMode(
            BinaryPrimitives.ReadUInt64LittleEndian(record),
            BinaryPrimitives.ReadUInt64LittleEndian(record[8..]),
            (EntryType)BinaryPrimitives.ReadUInt16LittleEndian(record[16..]),
            (ushort)(mode & ~SetFlag),
            (mode & SetFlag) != 0,
            BinaryPrimitives.ReadInt64LittleEndian(record[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[28..]));
    }
}
