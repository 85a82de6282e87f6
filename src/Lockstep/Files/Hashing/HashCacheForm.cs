using System.Buffers.Binary;
using System.IO.Hashing;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Files.Hashing;

/// <summary>
/// The hash cache's file:
/// <code>
/// "LSHC" version:4 count:4 | count * (key:16 content:16 day:2), sorted by key | XxHash128 of all before:16
/// </code>
/// The key is the XxHash128 of device, inode, size, mtime and ctime (8 bytes each); the day, in days since 1970-01-01, is when the
/// record was
/// last of use. Integers are little-endian, keys big-endian so that their order is that of the numbers.
/// </summary>
internal static class HashCacheForm
{
    public const int KeyLength = 16;
    public const int RecordLength = KeyLength + ContentHash.Length + sizeof(ushort);

    /// <summary>Most records that are read or written: about 70 MB.</summary>
    public const int MaxCount = 2_000_000;

    private const int Version = 1;
    private const int HeaderLength = 12;
    private const int ChecksumLength = 16;
    private const int DayOffset = KeyLength + ContentHash.Length;

    public const long MaxLength = HeaderLength + (long)MaxCount * RecordLength + ChecksumLength;

    public static UInt128 KeyOf(in FileStatus status)
    {
        Span<byte> fields = stackalloc byte[5 * sizeof(long)];
        BinaryPrimitives.WriteUInt64LittleEndian(fields, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[8..], status.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(fields[16..], status.Size);
        BinaryPrimitives.WriteInt64LittleEndian(fields[24..], status.ModifiedNs);
        BinaryPrimitives.WriteInt64LittleEndian(fields[32..], status.ChangedNs);
        return XxHash128.HashToUInt128(fields);
    }

    /// <summary>The records of a file, one after the other; empty when it is not whole or of another version.</summary>
    public static ReadOnlyMemory<byte> Records(byte[] file)
    {
        if (file.Length < HeaderLength + ChecksumLength || !file.AsSpan().StartsWith("LSHC"u8))
        {
            return default;
        }

        ReadOnlySpan<byte> body = file.AsSpan(0, file.Length - ChecksumLength);
        bool isWhole = BinaryPrimitives.ReadInt32LittleEndian(body[4..]) == Version
            && BinaryPrimitives.ReadUInt32LittleEndian(body[8..]) * (long)RecordLength == body.Length - HeaderLength
            && BinaryPrimitives.ReadUInt128BigEndian(file.AsSpan(body.Length)) == XxHash128.HashToUInt128(body);
        return isWhole ? file.AsMemory(HeaderLength, body.Length - HeaderLength) : default;
    }

    /// <summary>Makes a file of records in key order.</summary>
    public static byte[] ToFile(IReadOnlyList<HashRecord> records)
    {
        var file = new byte[HeaderLength + records.Count * RecordLength + ChecksumLength];
        "LSHC"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), records.Count);
        for (int i = 0; i < records.Count; i++)
        {
            Span<byte> bytes = file.AsSpan(HeaderLength + i * RecordLength, RecordLength);
            BinaryPrimitives.WriteUInt128BigEndian(bytes, records[i].Key);
            records[i].Content.Write(bytes[KeyLength..]);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[DayOffset..], records[i].Day);
        }

        int end = file.Length - ChecksumLength;
        BinaryPrimitives.WriteUInt128BigEndian(file.AsSpan(end), XxHash128.HashToUInt128(file.AsSpan(0, end)));
        return file;
    }

    public static HashRecord ReadRecord(ReadOnlySpan<byte> records, int index)
    {
        ReadOnlySpan<byte> bytes = records.Slice(index * RecordLength, RecordLength);
        return new HashRecord(
            BinaryPrimitives.ReadUInt128BigEndian(bytes),
            ContentHash.Read(bytes[KeyLength..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[DayOffset..]));
    }
}

/// <summary>One remembered hash.</summary>
internal readonly record struct HashRecord(UInt128 Key, ContentHash Content, ushort Day);
