using System.Buffers.Binary;
using System.Text;

namespace Lockstep.Tree;

/// <summary>
/// Reads the fields of a binary form in order; its state is the rest of the bytes. The bytes are a peer's or a state file's: whatever is
/// wrong with them is a <see cref="ProtocolException"/> that names the field, the value and the bound. Nothing is allocated before its
/// length was checked against the field's maximum and against the bytes that are left.
/// </summary>
/// <param name="bytes">The binary form, whole.</param>
public ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte(string field) => ReadBytes(1, field)[0];

    /// <summary>Reads 0 or 1.</summary>
    public bool ReadBoolean(string field) => ReadByte(field) switch
    {
        0 => false,
        1 => true,
        byte value => throw new ProtocolException($"{field} is {value}, the most is 1"),
    };

    /// <summary>Reads an unsigned variable-length integer (<see cref="VarInt"/>) of at most <paramref name="maximum"/>.</summary>
    public ulong ReadVarUInt(string field, ulong maximum = ulong.MaxValue)
    {
        int length = VarInt.TryRead(_rest, out ulong value);
        if (length <= 0)
        {
            throw length == 0 ? Short(field, _rest.Length + 1) : new ProtocolException($"{field} is no integer of 64 bits in its shortest form");
        }

        if (value > maximum)
        {
            throw new ProtocolException($"{field} is {value}, the most is {maximum}");
        }

        _rest = _rest[length..];
        return value;
    }

    /// <summary>Reads a signed variable-length integer in zigzag form.</summary>
    public long ReadVarInt(string field) => VarInt.UnZigZag(ReadVarUInt(field));

    /// <summary>Reads an integer from 0 to <paramref name="maximum"/>.</summary>
    public int ReadInt32(string field, int maximum) => (int)ReadVarUInt(field, (ulong)maximum);

    /// <summary>Reads an integer from 0 to <paramref name="maximum"/>.</summary>
    public long ReadInt64(string field, long maximum = long.MaxValue) => (long)ReadVarUInt(field, (ulong)maximum);

    /// <summary>Reads how many items follow: no more than <paramref name="maximum"/>, and no more than the rest can hold.</summary>
    /// <param name="field">Name of the field in errors.</param>
    /// <param name="maximum">The most items there may be.</param>
    /// <param name="itemLength">Fewest bytes an item takes, at least 1.</param>
    public int ReadCount(string field, int maximum, int itemLength = 1)
    {
        int count = ReadInt32(field, maximum);
        int most = Remaining / itemLength;
        if (count > most)
        {
            throw new ProtocolException($"{field} is {count}, the most that {Remaining} bytes can hold is {most}");
        }

        DecodeShare.TakeItems(count, field);
        return count;
    }

    /// <summary>Reads bytes of a known number. The span is a part of the reader's own.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length, string field)
    {
        if (length > _rest.Length)
        {
            throw Short(field, length);
        }

        ReadOnlySpan<byte> read = _rest[..length];
        _rest = _rest[length..];
        return read;
    }

    /// <summary>Reads bytes with their number before them. The span is a part of the reader's own.</summary>
    public ReadOnlySpan<byte> ReadSized(string field, int maximum) => ReadBytes(ReadInt32(field, maximum), field);

    /// <summary>
    /// Reads UTF-8 text of at most <paramref name="maximum"/> bytes with its length before it; what is not UTF-8 becomes U+FFFD.
    /// Not safe to print: see <see cref="DisplayText"/>.
    /// </summary>
    public string ReadText(string field, int maximum) => Encoding.UTF8.GetString(ReadSized(field, maximum));

    /// <summary>Reads a path with its length before it, valid or an error.</summary>
    public RelativePath ReadPath(string field) => RelativePath.Parse(ReadSized(field, RelativePath.MaxLength));

    /// <summary>Reads 4 bytes, little-endian.</summary>
    public uint ReadFixedUInt32(string field) => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint), field));

    /// <summary>Reads 8 bytes, little-endian.</summary>
    public ulong ReadFixedUInt64(string field) => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong), field));

    /// <summary>Reads the 16 bytes of a content hash; all zero for one that is not known.</summary>
    public ContentHash ReadHash(string field) => ContentHash.Read(ReadBytes(ContentHash.Length, field));

    /// <summary>Reads the 16 bytes of a content hash that must be known.</summary>
    public ContentHash ReadKnownHash(string field)
    {
        ContentHash hash = ReadHash(field);
        return hash.IsKnown ? hash : throw new ProtocolException($"{field} is zero where it must be known");
    }

    /// <summary>Reads the 16 bytes of a content's seal; all zero for none.</summary>
    public ContentSeal ReadSeal(string field) => ContentSeal.Read(ReadBytes(ContentSeal.Length, field));

    /// <summary>Reads the 16 bytes of a snapshot's digest.</summary>
    public SnapshotDigest ReadDigest(string field) => new(BinaryPrimitives.ReadUInt128LittleEndian(ReadBytes(SnapshotDigest.Length, field)));

    /// <summary>Takes all that is left. The span is a part of the reader's own.</summary>
    public ReadOnlySpan<byte> ReadRest()
    {
        ReadOnlySpan<byte> rest = _rest;
        _rest = default;
        return rest;
    }

    /// <summary>Throws when something is left: bytes that nobody reads are bytes that nobody checked.</summary>
    public readonly void ExpectEnd(string form)
    {
        if (!_rest.IsEmpty)
        {
            throw new ProtocolException($"{form} is followed by {_rest.Length} bytes that do not belong to it");
        }
    }

    private readonly ProtocolException Short(string field, int length) => new($"{field} takes {length} bytes, {_rest.Length} are left");
}
