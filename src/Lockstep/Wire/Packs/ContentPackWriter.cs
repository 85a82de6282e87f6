using System.Buffers.Binary;
using System.Diagnostics;

namespace Lockstep.Wire.Packs;

/// <summary>
/// Fills one buffer with records of contents (layout in <c>docs/wire-protocol.md</c>): a pack is filled until <see cref="IsFull"/>, sent, and the writer cleared.
/// Contents are read straight into the pack: reserve room, read, commit what was read; a reservation that is not committed leaves nothing behind.
/// </summary>
/// <param name="room">Bytes to start with: a pack that stays shorter, as that of a saved file does, costs no more.</param>
public sealed class ContentPackWriter(int room = ContentPackWriter.Capacity)
{
    /// <summary>Most bytes of content in one record: 256 KiB. A file up to this size is sent as a single record.</summary>
    public const int MaxRun = 256 << 10;

    /// <summary>A pack with this many bytes is full: 1 MiB.</summary>
    public const int FullLength = 1 << 20;

    /// <summary>Most bytes of a pack: a record may be added to all that is not full.</summary>
    public const int Capacity = FullLength + ContentRecordLayout.WholeHeaderLength + MaxRun;

    /// <summary>What a pack starts with that is likely to stay short: 20 KiB, from which it grows in three steps at most.</summary>
    public const int ShortCapacity = Capacity / (Growth * Growth * Growth);

    private const int Growth = 4;

    private byte[] _pack = GC.AllocateUninitializedArray<byte>(room);

    /// <summary>The records so far; good until the next change.</summary>
    public Memory<byte> Written => _pack.AsMemory(0, Length);

    /// <summary>Bytes of the records so far.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the pack must be sent before anything is added.</summary>
    public bool IsFull => Length >= FullLength;

    /// <summary>Makes the pack empty again.</summary>
    public void Clear() => Length = 0;

    /// <summary>Room for a whole content, to be read into it and then added with <see cref="CommitWhole"/>.</summary>
    /// <param name="length">Most bytes that may come, up to <see cref="MaxRun"/>.</param>
    public Memory<byte> ReserveWhole(int length) => Reserve(ContentRecordLayout.WholeHeaderLength, length);

    /// <summary>Adds the content that was read into the last <see cref="ReserveWhole"/>.</summary>
    /// <param name="index">The change.</param>
    /// <param name="final">What the content turned out to be; its size is the number of bytes read.</param>
    public void CommitWhole(int index, in FinalContent final)
    {
        Debug.Assert(final.Size is >= 0 and <= MaxRun, "More than was reserved.");
        Span<byte> header = Append(ContentRecordKind.Whole, index, ContentRecordLayout.WholeHeaderLength);
        WriteMetadata(header, final);
        BinaryPrimitives.WriteInt32LittleEndian(header[ContentRecordLayout.MetadataLength..], (int)final.Size);
        Length += (int)final.Size;
    }

    /// <summary>Adds a content that is in memory, such as a symlink's text.</summary>
    public void AddWhole(int index, in FinalContent final, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, final.Size);
        bytes.CopyTo(ReserveWhole(bytes.Length).Span);
        CommitWhole(index, final);
    }

    /// <summary>Begins a content that is sent in several records and ended by <see cref="End"/> or <see cref="Skip"/>.</summary>
    /// <param name="index">The change.</param>
    /// <param name="expectedSize">The size it should have in the end.</param>
    /// <param name="basis">What its copies are copied from.</param>
    public void Begin(int index, long expectedSize, ContentBasis basis)
    {
        Span<byte> fields = Append(ContentRecordKind.Begin, index, ContentRecordLayout.BeginLength);
        fields[0] = (byte)basis;
        BinaryPrimitives.WriteInt64LittleEndian(fields[sizeof(ContentBasis)..], expectedSize);
    }

    /// <summary>Room for the next bytes of a begun content, to be read into it and then added with <see cref="CommitData"/>.</summary>
    /// <param name="length">Most bytes that may come, up to <see cref="MaxRun"/>.</param>
    public Memory<byte> ReserveData(int length) => Reserve(ContentRecordLayout.DataHeaderLength, length);

    /// <summary>Adds the bytes that were read into the last <see cref="ReserveData"/>; where all of them are zeros only their number, so that holes cost nothing.</summary>
    /// <param name="index">The change.</param>
    /// <param name="length">How many were read; nothing is added for 0.</param>
    public void CommitData(int index, int length)
    {
        Debug.Assert(length is >= 0 and <= MaxRun, "More than was reserved.");
        if (length == 0)
        {
            return;
        }

        if (!_pack.AsSpan(Length + ContentRecordLayout.DataHeaderLength, length).ContainsAnyExcept((byte)0))
        {
            Zeros(index, length);
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(Append(ContentRecordKind.Data, index, ContentRecordLayout.DataHeaderLength), length);
        Length += length;
    }

    /// <summary>Adds bytes of a begun content that are in memory.</summary>
    public void AddData(int index, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(ReserveData(bytes.Length).Span);
        CommitData(index, bytes.Length);
    }

    /// <summary>Adds a run of the basis to a begun content.</summary>
    /// <param name="index">The change.</param>
    /// <param name="offset">Where the run starts in the basis.</param>
    /// <param name="length">Its length, at least 1.</param>
    public void Copy(int index, long offset, long length)
    {
        Span<byte> fields = Append(ContentRecordKind.Copy, index, ContentRecordLayout.CopyLength);
        BinaryPrimitives.WriteInt64LittleEndian(fields, offset);
        BinaryPrimitives.WriteInt64LittleEndian(fields[sizeof(long)..], length);
    }

    /// <summary>Adds a run of zeros, at least one, to a begun content.</summary>
    public void Zeros(int index, long length) =>
        BinaryPrimitives.WriteInt64LittleEndian(Append(ContentRecordKind.Zeros, index, ContentRecordLayout.ZerosLength), length);

    /// <summary>Ends a begun content.</summary>
    /// <param name="index">The change.</param>
    /// <param name="final">What the content turned out to be.</param>
    public void End(int index, in FinalContent final)
    {
        Span<byte> fields = Append(ContentRecordKind.End, index, ContentRecordLayout.EndLength);
        WriteMetadata(fields, final);
        BinaryPrimitives.WriteInt64LittleEndian(fields[ContentRecordLayout.MetadataLength..], final.Size);
    }

    /// <summary>Says that a content does not come, or not to its end.</summary>
    public void Skip(int index) => Append(ContentRecordKind.Skip, index, ContentRecordLayout.HeadLength);

    private static void WriteMetadata(Span<byte> fields, in FinalContent final)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, final.Mode);
        BinaryPrimitives.WriteInt64LittleEndian(fields[sizeof(ushort)..], final.ModifiedNs);
        final.Content.Write(fields[(sizeof(ushort) + sizeof(long))..]);
    }

    private Memory<byte> Reserve(int headerLength, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxRun);
        MakeRoom(headerLength + length);
        return _pack.AsMemory(Length + headerLength, length);
    }

    /// <summary>Adds the fixed part of a record; the result is what follows its kind and index.</summary>
    private Span<byte> Append(ContentRecordKind kind, int index, int length)
    {
        MakeRoom(length);
        Span<byte> record = _pack.AsSpan(Length, length);
        record[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(record[sizeof(ContentRecordKind)..], index);
        Length += length;
        return record[ContentRecordLayout.HeadLength..];
    }

    private void MakeRoom(int length)
    {
        if (IsFull)
        {
            throw new InvalidOperationException("The pack is full: send and clear it first.");
        }

        if (length > _pack.Length - Length)
        {
            int longer = Math.Min(Capacity, Math.Max(Growth * _pack.Length, Length + length));
            byte[] grown = GC.AllocateUninitializedArray<byte>(longer);
            Written.CopyTo(grown);
            _pack = grown;
        }
    }
}
