using System.Buffers;
using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class VarIntTests
{
    [Theory]
    [InlineData(0UL, "00")]
    [InlineData(1UL, "01")]
    [InlineData(127UL, "7F")]
    [InlineData(128UL, "8001")]
    [InlineData(300UL, "AC02")]
    [InlineData(16_383UL, "FF7F")]
    [InlineData(16_384UL, "808001")]
    [InlineData(ulong.MaxValue, "FFFFFFFFFFFFFFFFFF01")]
    public void A_value_has_one_form(ulong value, string hex)
    {
        Span<byte> bytes = stackalloc byte[VarInt.MaxLength];
        int length = VarInt.Write(bytes, value);

        Assert.Equal(hex, Convert.ToHexString(bytes[..length]));
        Assert.Equal(length, VarInt.TryRead(bytes[..length], out ulong read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("80", 0)]
    [InlineData("FFFFFFFFFFFFFFFFFF", 0)]
    [InlineData("8000", -1)]
    [InlineData("FF8000", -1)]
    [InlineData("FFFFFFFFFFFFFFFFFF02", -1)]
    [InlineData("FFFFFFFFFFFFFFFFFF8100", -1)]
    public void Short_long_and_padded_forms_are_rejected(string hex, int result) =>
        Assert.Equal(result, VarInt.TryRead(Convert.FromHexString(hex), out _));

    [Theory]
    [InlineData(0L, 0UL)]
    [InlineData(-1L, 1UL)]
    [InlineData(1L, 2UL)]
    [InlineData(long.MaxValue, ulong.MaxValue - 1)]
    [InlineData(long.MinValue, ulong.MaxValue)]
    public void Zigzag_keeps_small_magnitudes_small(long value, ulong coded)
    {
        Assert.Equal(coded, VarInt.ZigZag(value));
        Assert.Equal(value, VarInt.UnZigZag(coded));
    }

    [Fact]
    public void Whatever_is_written_is_read_back() => Gen.ULong.Sample(value =>
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.WriteVarUInt(value);
        writer.WriteVarInt((long)value);
        var reader = new ByteReader(writer.WrittenSpan);
        bool isSame = reader.ReadVarUInt("value") == value && reader.ReadVarInt("value") == (long)value;
        reader.ExpectEnd("pair");
        return isSame;
    });
}
