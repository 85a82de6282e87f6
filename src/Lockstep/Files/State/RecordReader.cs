using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Files.State;

/// <summary>
/// Reads a state file: a magic number and then records, each checked by itself, so that a file can be appended to and a torn end is told
/// from a whole record. Integers are little-endian.
/// <code>
/// file     magic:8  record*
/// record   length:4  type:1  checksum:8  payload:length      checksum: XxHash3 of the payload, seeded with the type
/// </code>
/// The first record that is not whole ends the file: what an interrupted write left there was never answered for.
/// </summary>
internal ref struct RecordReader
{
    public const int MagicLength = 8;

    public const int HeaderLength = 4 + 1 + 8;

    private readonly ReadOnlySpan<byte> _file;

    /// <summary>Starts before the first record.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="magic">The magic number it has to start with; <see cref="IsKnown"/> tells whether it does.</param>
    public RecordReader(ReadOnlySpan<byte> file, ReadOnlySpan<byte> magic)
    {
        _file = file;
        IsKnown = file.StartsWith(magic);
        End = IsKnown ? MagicLength : 0;
    }

    /// <summary>Starts at a record in the middle of a file.</summary>
    /// <param name="records">From there on, as far as wanted.</param>
    public RecordReader(ReadOnlySpan<byte> records)
    {
        _file = records;
        IsKnown = true;
    }

    /// <summary>Whether the file starts with the magic number.</summary>
    public bool IsKnown { get; }

    /// <summary>Where the last whole record ends.</summary>
    public int End { get; private set; }

    /// <summary>Type of the record stood at.</summary>
    public RecordType Type { get; private set; }

    /// <summary>Payload of the record stood at.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Goes to the next whole record; false where there is none.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _file[End..];
        if (!IsKnown || rest.Length < HeaderLength)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length > rest.Length - HeaderLength)
        {
            return false;
        }

        var type = (RecordType)rest[4];
        ReadOnlySpan<byte> payload = rest.Slice(HeaderLength, (int)length);
        if (XxHash3.HashToUInt64(payload, SeedOf(type)) != BinaryPrimitives.ReadUInt64LittleEndian(rest[5..]))
        {
            return false;
        }

        Type = type;
        Payload = payload;
        End += HeaderLength + payload.Length;
        return true;
    }

    /// <summary>Fills in a record's header.</summary>
    public static void WriteHeader(Span<byte> header, RecordType type, int length, ulong checksum)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)length);
        header[4] = (byte)type;
        BinaryPrimitives.WriteUInt64LittleEndian(header[5..], checksum);
    }

    // Zeros, as a crashed file system may leave them, must not pass for a record: with a seed the checksum of nothing is not zero.
    public static long SeedOf(RecordType type) => (long)type + 1;
}
