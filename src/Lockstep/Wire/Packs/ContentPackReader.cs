using System.Buffers.Binary;
using Lockstep.Tree;

namespace Lockstep.Wire.Packs;

/// <summary>
/// Reads the records of a pack, each checked by itself; what they may say one after the other is for <see cref="ContentSequence"/>.
/// </summary>
/// <param name="pack">The pack, decompressed.</param>
/// <param name="changeCount">Number of the run's changes: every index is below it.</param>
public ref struct ContentPackReader(ReadOnlySpan<byte> pack, int changeCount)
{
    private ByteReader _reader = new(pack);

    /// <summary>Bytes of the pack that were not read yet.</summary>
    public readonly int Remaining => _reader.Remaining;

    /// <summary>Reads the next record.</summary>
    /// <returns>False at the end of the pack.</returns>
    /// <exception cref="ProtocolException">The record is cut short, of no kind, or has a field out of its bounds.</exception>
    public bool TryRead(out ContentRecord record)
    {
        record = default;
        if (_reader.Remaining == 0)
        {
            return false;
        }

        var kind = (ContentRecordKind)_reader.ReadByte("kind of record");
        uint index = _reader.ReadFixedUInt32("record's change");
        if (index >= (uint)changeCount)
        {
            throw new ProtocolException($"record's change is {index}, the run has {changeCount}");
        }

        record = kind switch
        {
            ContentRecordKind.Whole => ReadWhole((int)index),
            ContentRecordKind.Begin => ReadBegin((int)index),
            ContentRecordKind.Data => ReadData((int)index),
            ContentRecordKind.Copy => ReadCopy((int)index),
            ContentRecordKind.Zeros => new() { Kind = kind, Index = (int)index, Length = ReadLength("length of zeros", minimum: 1, ContentPackWriter.MaxRun) },
            ContentRecordKind.End => ReadEnd((int)index),
            ContentRecordKind.Skip => new() { Kind = kind, Index = (int)index },
            _ => throw new ProtocolException($"kind of record is {(byte)kind}, which is none"),
        };
        return true;
    }

    private ContentRecord ReadWhole(int index)
    {
        FinalContent final = ReadMetadata();
        ReadOnlySpan<byte> bytes = ReadRun(minimum: 0);
        return new() { Kind = ContentRecordKind.Whole, Index = index, Bytes = bytes, Length = bytes.Length, Final = final with { Size = bytes.Length } };
    }

    private ContentRecord ReadBegin(int index)
    {
        var basis = (ContentBasis)_reader.ReadByte("basis");
        return basis <= ContentBasis.Staged
            ? new() { Kind = ContentRecordKind.Begin, Index = index, Basis = basis, Length = ReadLength("expected size", minimum: 0) }
            : throw new ProtocolException($"basis is {(byte)basis}, the most is {(byte)ContentBasis.Staged}");
    }

    private ContentRecord ReadData(int index)
    {
        ReadOnlySpan<byte> bytes = ReadRun(minimum: 1);
        return new() { Kind = ContentRecordKind.Data, Index = index, Bytes = bytes, Length = bytes.Length };
    }

    private ContentRecord ReadCopy(int index)
    {
        long offset = ReadLength("offset of a copy", minimum: 0);
        long length = ReadLength("length of a copy", minimum: 1);
        return offset <= long.MaxValue - length
            ? new() { Kind = ContentRecordKind.Copy, Index = index, Offset = offset, Length = length }
            : throw new ProtocolException($"copy of {length} bytes at {offset} ends beyond the most, {long.MaxValue}");
    }

    private ContentRecord ReadEnd(int index)
    {
        FinalContent final = ReadMetadata();
        return new() { Kind = ContentRecordKind.End, Index = index, Final = final with { Size = ReadLength("size of a content", minimum: 0) } };
    }

    private FinalContent ReadMetadata()
    {
        ushort mode = BinaryPrimitives.ReadUInt16LittleEndian(_reader.ReadBytes(sizeof(ushort), "mode"));
        if (mode > ContentRecordLayout.MaxMode)
        {
            throw new ProtocolException($"mode is {mode}, the most is {ContentRecordLayout.MaxMode}");
        }

        var modifiedNs = (long)_reader.ReadFixedUInt64("modification time");
        return new FinalContent(Size: 0, mode, modifiedNs, _reader.ReadKnownHash("content hash"));
    }

    private ReadOnlySpan<byte> ReadRun(int minimum)
    {
        uint length = _reader.ReadFixedUInt32("length of a content's run");
        return length >= (uint)minimum && length <= ContentPackWriter.MaxRun
            ? _reader.ReadBytes((int)length, "content's run")
            : throw new ProtocolException($"length of a content's run is {length}, it may be {minimum} to {ContentPackWriter.MaxRun}");
    }

    private long ReadLength(string field, long minimum, long maximum = long.MaxValue)
    {
        var value = (long)_reader.ReadFixedUInt64(field);
        if (value < minimum)
        {
            throw new ProtocolException($"{field} is {value}, the least is {minimum}");
        }

        return value <= maximum ? value : throw new ProtocolException($"{field} is {value}, the most is {maximum}");
    }
}
