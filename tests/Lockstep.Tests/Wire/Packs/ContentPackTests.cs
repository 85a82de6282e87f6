using CsCheck;
using Lockstep.Tree;
using Lockstep.Wire;
using Lockstep.Wire.Packs;
using Xunit;

namespace Lockstep.Tests.Wire.Packs;

public sealed class ContentPackTests
{
    private static readonly Gen<FinalContent> AnyFinal = Gen.Select(Gen.Long[0, long.MaxValue], Gen.UShort[0, 0xfff], Gen.Long, WireGens.Hash)
        .Select((size, mode, time, hash) => new FinalContent(size, mode, time, hash));

    private readonly ContentPackWriter _writer = new();

    [Fact]
    public void Records_are_read_back() =>
        Gen.Select(Gen.Int[0, 9], AnyFinal, Gen.Byte[1, 255].Array[1, 40], Gen.Long[0, 1L << 40], Gen.Long[1, 1L << 40], Gen.Enum<ContentBasis>()).Array[0, 20].Sample(cases =>
        {
            var writer = new ContentPackWriter();
            foreach ((int index, FinalContent final, byte[] bytes, long offset, long length, ContentBasis basis) in cases)
            {
                writer.AddWhole(index, final with { Size = bytes.Length }, bytes);
                writer.Begin(index, offset, basis);
                writer.AddData(index, bytes);
                writer.Copy(index, offset, length);
                writer.Zeros(index, ZerosOf(length));
                writer.End(index, final);
                writer.Skip(index);
            }

            var reader = new ContentPackReader(writer.Written.Span, changeCount: 10);
            foreach ((int index, FinalContent final, byte[] bytes, long offset, long length, ContentBasis basis) in cases)
            {
                ContentRecord record = Next(ref reader, ContentRecordKind.Whole, index);
                Assert.Equal(final with { Size = bytes.Length }, record.Final);
                Assert.True(record.Bytes.SequenceEqual(bytes));
                record = Next(ref reader, ContentRecordKind.Begin, index);
                Assert.Equal((offset, basis), (record.Length, record.Basis));
                record = Next(ref reader, ContentRecordKind.Data, index);
                Assert.True(record.Bytes.SequenceEqual(bytes));
                record = Next(ref reader, ContentRecordKind.Copy, index);
                Assert.Equal((offset, length), (record.Offset, record.Length));
                Assert.Equal(ZerosOf(length), Next(ref reader, ContentRecordKind.Zeros, index).Length);
                Assert.Equal(final, Next(ref reader, ContentRecordKind.End, index).Final);
                Next(ref reader, ContentRecordKind.Skip, index);
            }

            Assert.False(reader.TryRead(out _));
        });

    [Fact]
    public void A_pack_that_starts_short_grows_to_the_same_bytes() => Gen.Select(Gen.Int[1, 300], Gen.Int[0, ContentPackWriter.MaxRun]).Array[1, 12].Sample(
        lengths =>
        {
            (ContentPackWriter growing, ContentPackWriter whole) = (new(ContentPackWriter.ShortCapacity), new());
            foreach ((int shortLength, int longLength) in lengths.Where(_ => !whole.IsFull))
            {
                foreach (ContentPackWriter writer in new[] { growing, whole })
                {
                    writer.AddData(1, [.. Enumerable.Range(1, shortLength).Select(value => (byte)value)]);
                    if (!writer.IsFull)
                    {
                        writer.ReserveWhole(longLength).Span.Fill((byte)shortLength);
                        writer.CommitWhole(2, new FinalContent(longLength, 0, 0, default));
                    }
                }
            }

            Assert.True(growing.Written.Span.SequenceEqual(whole.Written.Span));
            Assert.Equal(whole.IsFull, growing.IsFull);
        },
        iter: 200);

    [Fact]
    public void A_reservation_that_is_not_committed_leaves_nothing()
    {
        _writer.ReserveWhole(100).Span.Fill(1);
        _writer.ReserveData(100).Span.Fill(2);
        _writer.CommitData(0, length: 0);
        Assert.Equal(0, _writer.Length);
    }

    [Fact]
    public void Bytes_that_are_all_zeros_are_only_counted()
    {
        _writer.AddData(3, new byte[ContentPackWriter.MaxRun]);
        var reader = new ContentPackReader(_writer.Written.Span, changeCount: 4);
        Assert.Equal(ContentPackWriter.MaxRun, Next(ref reader, ContentRecordKind.Zeros, 3).Length);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Fewer_bytes_may_be_committed_than_were_reserved()
    {
        "abc"u8.CopyTo(_writer.ReserveWhole(1000).Span);
        _writer.CommitWhole(0, new FinalContent(2, 0, 0, SampleMessages.Hash));
        var reader = new ContentPackReader(_writer.Written.Span, changeCount: 1);
        Assert.True(reader.TryRead(out ContentRecord record));
        Assert.True(record.Bytes.SequenceEqual("ab"u8));
    }

    [Fact]
    public void The_longest_record_fits_into_a_pack_that_is_almost_full()
    {
        while (_writer.Length + ContentPackWriter.MaxRun < ContentPackWriter.FullLength)
        {
            AddLongestData();
        }

        while (_writer.Length < ContentPackWriter.FullLength - 5)
        {
            _writer.Skip(0);
        }

        Assert.False(_writer.IsFull);
        _writer.ReserveWhole(ContentPackWriter.MaxRun);
        _writer.CommitWhole(0, new FinalContent(ContentPackWriter.MaxRun, 0, 0, SampleMessages.Hash));
        Assert.True(_writer.IsFull);
        Assert.InRange(_writer.Length, ContentPackWriter.FullLength, ContentPackWriter.Capacity);
    }

    [Fact]
    public void A_full_pack_takes_no_more()
    {
        while (!_writer.IsFull)
        {
            AddLongestData();
        }

        Assert.Throws<InvalidOperationException>(() => _writer.Skip(0));
        Assert.Throws<InvalidOperationException>(() => _writer.ReserveWhole(1));
        _writer.Clear();
        _writer.Skip(0);
        Assert.Equal(5, _writer.Length);
    }

    [Theory]
    [InlineData("07", "record's change takes 4 bytes, 0 are left")]
    [InlineData("0004000000", "record's change is 4, the run has 4")]
    [InlineData("07FFFFFFFF", "record's change is 4294967295, the run has 4")]
    [InlineData("0000000000", "kind of record is 0, which is none")]
    [InlineData("0800000000", "kind of record is 8, which is none")]
    [InlineData("0100000000" + "0010", "mode is 4096, the most is 4095")]
    [InlineData("0100000000" + "0000" + "0000000000000000" + "00000000000000000000000000000000", "content hash")]
    [InlineData("0100000000" + "0000" + "0000000000000000" + "01000000000000000000000000000000" + "01000400", "length of a content's run is 262145, it may be 0 to 262144")]
    [InlineData("0100000000" + "0000" + "0000000000000000" + "01000000000000000000000000000000" + "0100000000" + "08", "record's change takes 4 bytes, 0 are left")]
    [InlineData("0200000000" + "03", "basis is 3, the most is 2")]
    [InlineData("0200000000" + "00" + "FFFFFFFFFFFFFFFF", "expected size is -1, the least is 0")]
    [InlineData("0300000000" + "00000000", "length of a content's run is 0, it may be 1 to 262144")]
    [InlineData("0300000000" + "FFFFFFFF", "length of a content's run is 4294967295, it may be 1 to 262144")]
    [InlineData("0300000000" + "0200000041", "content's run takes 2 bytes, 1 are left")]
    [InlineData("0400000000" + "FFFFFFFFFFFFFFFF", "offset of a copy is -1, the least is 0")]
    [InlineData("0400000000" + "0000000000000000" + "0000000000000000", "length of a copy is 0, the least is 1")]
    [InlineData("0400000000" + "FFFFFFFFFFFFFF7F" + "0100000000000000", "ends beyond the most")]
    [InlineData("0500000000" + "0000000000000000", "length of zeros is 0, the least is 1")]
    [InlineData("0500000000" + "0100040000000000", "length of zeros is 262145, the most is 262144")]
    [InlineData("0500000000" + "FFFFFFFFFFFFFFFF", "length of zeros is -1, the least is 1")]
    [InlineData("0600000000" + "0000" + "0000000000000000" + "01000000000000000000000000000000" + "FFFFFFFFFFFFFFFF", "size of a content is -1, the least is 0")]
    public void A_wrong_record_is_rejected_with_its_field(string hex, string message) => Rejection.Of(message, () =>
    {
        var reader = new ContentPackReader(Convert.FromHexString(hex), changeCount: 4);
        while (reader.TryRead(out _))
        {
        }
    });

    private static long ZerosOf(long length) => 1 + (length % ContentPackWriter.MaxRun);

    private void AddLongestData()
    {
        Memory<byte> room = _writer.ReserveData(ContentPackWriter.MaxRun);
        room.Span.Fill(1);
        _writer.CommitData(0, room.Length);
    }

    private static ContentRecord Next(ref ContentPackReader reader, ContentRecordKind kind, int index)
    {
        Assert.True(reader.TryRead(out ContentRecord record));
        Assert.Equal((kind, index), (record.Kind, record.Index));
        return record;
    }
}
