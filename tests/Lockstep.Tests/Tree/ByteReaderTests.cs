using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class ByteReaderTests
{
    [Fact]
    public void Every_field_that_is_written_is_read_back()
    {
        var hash = ContentHash.Of("content"u8);
        var digest = new SnapshotDigest(((UInt128)7 << 64) | 9);
        var writer = new ArrayBufferWriter<byte>();
        writer.WriteByte(200);
        writer.WriteBoolean(true);
        writer.WriteInt64(1L << 40);
        writer.WriteText("Größe");
        writer.WritePath(RelativePath.Parse("a/b"));
        writer.WriteSized([1, 2, 3]);
        writer.WriteFixedUInt32(0xdeadbeef);
        writer.WriteFixedUInt64(ulong.MaxValue);
        writer.WriteHash(hash);
        writer.WriteDigest(digest);

        var reader = new ByteReader(writer.WrittenSpan);
        Assert.Equal(200, reader.ReadByte("byte"));
        Assert.True(reader.ReadBoolean("flag"));
        Assert.Equal(1L << 40, reader.ReadInt64("length"));
        Assert.Equal("Größe", reader.ReadText("text", maximum: 100));
        Assert.Equal(RelativePath.Parse("a/b"), reader.ReadPath("path"));
        Assert.Equal("010203", Convert.ToHexString(reader.ReadSized("bytes", maximum: 3)));
        Assert.Equal(0xdeadbeef, reader.ReadFixedUInt32("word"));
        Assert.Equal(ulong.MaxValue, reader.ReadFixedUInt64("long word"));
        Assert.Equal(hash, reader.ReadHash("hash"));
        Assert.Equal(digest, reader.ReadDigest("digest"));
        reader.ExpectEnd("fields");
    }

    [Fact]
    public void A_value_over_its_maximum_is_named_with_both() =>
        Rejects("size is 300, the most is 200", "AC02", (ref ByteReader reader) => reader.ReadInt32("size", maximum: 200));

    [Fact]
    public void A_count_that_the_rest_cannot_hold_is_rejected() =>
        Rejects("items is 4, the most that 3 bytes can hold is 3", "04000000", (ref ByteReader reader) => reader.ReadCount("items", maximum: 1000));

    [Fact]
    public void A_count_of_large_items_is_bounded_by_their_length() =>
        Rejects(
            "items is 2, the most that 3 bytes can hold is 1",
            "02000000",
            (ref ByteReader reader) => reader.ReadCount("items", maximum: 1000, itemLength: 2));

    [Fact]
    public void A_count_over_its_maximum_is_rejected() =>
        Rejects("items is 4, the most is 3", "0400000000", (ref ByteReader reader) => reader.ReadCount("items", maximum: 3));

    [Fact]
    public void A_length_beyond_the_end_is_rejected() =>
        Rejects("name takes 5 bytes, 2 are left", "056162", (ref ByteReader reader) => reader.ReadSized("name", maximum: 255));

    [Fact]
    public void A_value_that_is_cut_is_rejected() =>
        Rejects("size takes 2 bytes, 1 are left", "80", (ref ByteReader reader) => reader.ReadInt64("size"));

    [Fact]
    public void A_padded_value_is_rejected() =>
        Rejects("size is no integer of 64 bits in its shortest form", "8000", (ref ByteReader reader) => reader.ReadInt64("size"));

    [Fact]
    public void A_flag_is_zero_or_one() => Rejects("flag is 2, the most is 1", "02", (ref ByteReader reader) => reader.ReadBoolean("flag"));

    [Fact]
    public void A_path_that_leaves_its_root_is_rejected() =>
        Rejects("path '..' has the component '..', which cannot stand in a path", "022E2E", (ref ByteReader reader) => reader.ReadPath("path"));

    [Fact]
    public void Bytes_after_the_end_are_rejected() =>
        Rejects("message is followed by 1 bytes that do not belong to it", "00", (ref ByteReader reader) => reader.ExpectEnd("message"));

    private delegate void Read(ref ByteReader reader);

    private static void Rejects(string message, string hex, Read read)
    {
        var exception = Assert.Throws<ProtocolException>(() =>
        {
            var reader = new ByteReader(Convert.FromHexString(hex));
            read(ref reader);
        });
        Assert.Equal(message, exception.Message);
    }
}
